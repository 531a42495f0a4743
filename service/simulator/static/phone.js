// The keys of the phone. It keeps the call between two presses and shows what the server says; it knows no protocol.
"use strict";

function attach(root) {
  const words = JSON.parse(root.dataset.words);
  const { language, limit, code } = root.dataset;
  const at = (id) => document.getElementById(id);
  const [screen, entry, messages] = [at("screen"), at("entry"), at("messages")];

  let call = null; // the open call, as the server handed it out
  let busy = false;
  let turn = 0; // grows with every press and hang-up: the answer to an older one is not shown
  let inbox = ""; // the SMS shown, to redraw only what changed
  let asked = 0; // the newest question for SMS; a late answer to an older one is dropped

  async function post(path, body) {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.note || words.bad_request);
    return answer;
  }

  function number() {
    return root.querySelector("input[name=number]:checked").value || at("another").value;
  }

  // ---- the screen

  function show(text, state, page = { units: 0, limit: Number(limit), costly: "" }) {
    screen.textContent = text;
    screen.className = state;
    screen.scrollTop = 0;
    const over = page.units > page.limit;
    at("count").textContent = `${page.units}/${page.limit}`;
    at("counter").className = over ? "over" : "";
    const costly = page.costly ? words.costly.replace("{costly}", page.costly) : "";
    at("over").textContent = [over ? words.over : "", costly].filter(Boolean).join(" · ");
    at("over").className = "warns";
    at("call").textContent = state === "open" ? words.send : words.call;
    at("caller").textContent = number();
  }

  function idle() {
    call = null;
    entry.value = "";
    show(words.idle.replace("{code}", code), "idle");
  }

  function tell(notes) {
    at("network-log").replaceChildren(
      ...notes.map((note) => Object.assign(document.createElement("p"), { textContent: note })),
    );
  }

  // ---- the keys

  async function press() {
    if (busy) return;
    const mine = ++turn;
    const typed = entry.value;
    wait(true);
    entry.value = "";
    try {
      const answer = await post("/phone/press", {
        ...(call ? { call } : { number: number() }),
        typed,
        language,
        fault: at("fault").value,
        seconds: Math.min(60, Math.max(0, Number(at("seconds").value) || 0)),
      });
      if (mine === turn) arrived(answer);
      else if (answer.state === "open") await leave(answer.call); // the caller left before the answer came
    } catch (error) {
      if (mine === turn) failed(error, typed);
    }
    poll();
  }

  function arrived(answer) {
    wait(false);
    call = answer.state === "open" ? answer.call : null;
    show(answer.screen, answer.state, answer);
    tell(answer.state === "ended" ? [...answer.notes, words.ended] : answer.notes);
  }

  function failed(error, typed) {
    wait(false);
    if (!entry.value) entry.value = typed;
    const unreached = error instanceof TypeError || error instanceof SyntaxError;
    at("over").textContent = unreached ? words.no_answer : error.message;
    at("over").className = "warns";
  }

  async function hangUp() {
    const left = busy ? null : call; // an answer on its way brings its own call along
    turn += 1;
    wait(false);
    idle();
    tell([]);
    if (left) await leave(left);
  }

  async function leave(left) {
    try {
      tell((await post("/phone/hang-up", { call: left, language })).notes);
    } catch {
      tell([words.event_lost]);
    }
  }

  function wait(begins) {
    busy = begins;
    screen.setAttribute("aria-busy", String(begins));
    if (begins) tell([]);
    at("over").textContent = begins ? words.waiting : "";
    at("over").className = "";
  }

  function erase() {
    entry.value = [...entry.value].slice(0, -1).join("");
  }

  function typeKey(key) {
    entry.value += key;
    entry.scrollLeft = entry.scrollWidth;
  }

  // ---- SMS

  async function poll() {
    const mine = ++asked;
    let found;
    try {
      found = await post("/phone/messages", { number: number() });
    } catch {
      return; // the next round asks again
    }
    if (mine !== asked || inbox === JSON.stringify(found)) return;
    if (inbox && found.length > JSON.parse(inbox).length) buzz();
    inbox = JSON.stringify(found);
    at("no-sms").hidden = found.length > 0;
    messages.replaceChildren(...found.map(bubble));
  }

  function buzz() {
    const phone = root.querySelector(".phone");
    phone.classList.remove("buzzes");
    void phone.offsetWidth; // without this a second buzz would not begin anew
    phone.classList.add("buzzes");
    navigator.vibrate?.([120, 80, 120]);
  }

  function bubble(sms) {
    const [item, text, time] = ["li", "p", "time"].map((name) => document.createElement(name));
    text.textContent = sms.text;
    time.dateTime = sms.at;
    time.textContent = new Date(sms.at).toLocaleString(language === "en" ? "en-GB" : language, { dateStyle: "short", timeStyle: "short" });
    item.append(time, text);
    return item;
  }

  // ---- joining keys and actions

  at("call").addEventListener("click", press);
  at("hang-up").addEventListener("click", hangUp);
  at("erase").addEventListener("click", erase);
  for (const key of root.querySelectorAll("[data-key]")) {
    key.addEventListener("click", () => typeKey(key.dataset.key));
  }

  at("fault").addEventListener("change", () => {
    at("delay").hidden = at("fault").value !== "late";
  });

  function changeNumber() {
    inbox = ""; // another phone: what it got before is no news
    hangUp();
    poll();
  }
  for (const choice of root.querySelectorAll("input[name=number]")) choice.addEventListener("change", changeNumber);
  at("another").addEventListener("change", changeNumber);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const busyElsewhere = event.target.closest("a, button, input, select, summary, textarea");
    if (busyElsewhere && !root.contains(event.target)) return;
    if (event.key === "Escape") return void hangUp();
    if (event.target === entry) {
      if (event.key === "Enter") press();
      return;
    }
    // Elsewhere a key means what it means there; on the bare page and on the phone's keys it types.
    if (event.target.closest("input, select, a") || (event.key === "Enter" && event.target.closest("button"))) return;
    if (event.key === "Enter") press();
    else if (event.key === "Backspace") erase();
    else if (event.key.length === 1 && event.key !== " ") typeKey(event.key);
  });

  idle();
  poll();
  setInterval(() => document.hidden || poll(), 3000);
}

// On its own page the phone is there; another page names the address of its part, and gets it put in.
async function begin() {
  const place = document.querySelector("[data-phone]");
  if (place) {
    const answer = await fetch(place.dataset.phone);
    if (!answer.ok) return;
    place.innerHTML = await answer.text();
  }
  const root = document.getElementById("line");
  if (root) attach(root);
}

begin();
