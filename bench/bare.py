"""The floor: a FastAPI endpoint that reads the same form with `Form()` and answers at once, with no database."""

from typing import Annotated

from fastapi import FastAPI, Form
from fastapi.responses import PlainTextResponse

app = FastAPI()


@app.post("/bare")
async def bare(
    phoneNumber: Annotated[str, Form()],  # noqa: N803 - as the carrier writes it
    sessionId: Annotated[str, Form()],  # noqa: N803
    serviceCode: Annotated[str, Form()] = "",  # noqa: N803
    text: Annotated[str, Form()] = "",
    networkCode: Annotated[str, Form()] = "",  # noqa: N803
) -> PlainTextResponse:
    return PlainTextResponse("CON 1 Oui\n2 Non")
