// The bar of a campaign moves by itself: what the server sends replaces it, and its events tell the rest of the page.
// (htmx's own extension for this is told of the page too late when both scripts are deferred.)
const bar = document.querySelector("[data-progress]");
if (bar) {
  const source = new EventSource(bar.dataset.progress);
  source.addEventListener("message", (sent) => { bar.innerHTML = sent.data; });
  for (const name of ["answered", "changed", "ended"]) {
    source.addEventListener(name, () => {
      if (name === "ended") source.close();
      bar.dispatchEvent(new Event(name));
    });
  }
}
