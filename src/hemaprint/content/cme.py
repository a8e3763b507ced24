# SPDX-License-Identifier: MIT
"""Define what front matter says of continuing medical education: objectives, questions, credit."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from hemaprint.content.editor import EditorModel
from hemaprint.content.readings import Inline, Line
from hemaprint.errors import MalformedError
from hemaprint.project.values import Day, WebAddress

MOST_OPTIONS = 8


class CmeQuestion(EditorModel):
    """A question with its options, lettered A, B, C in print."""

    question: Line = Field(description="The question.")
    options: tuple[Line, ...] = Field(min_length=2, max_length=MOST_OPTIONS, description="What may be answered.")
    answer: int | None = Field(
        default=None, ge=1, le=MOST_OPTIONS, description="The number of the right option; none where it is not printed."
    )
    explanation: Inline = Field(default="", description="Why; printed with the answers.")


def _answered(question: CmeQuestion) -> CmeQuestion:
    if question.answer is not None and question.answer > len(question.options):
        message = f"the answer is option {question.answer}, and there are {len(question.options)} options"
        raise MalformedError("HP016", message, "write the number of an option, counted from 1")
    if question.explanation and question.answer is None:
        hint = "write answer: the number of the right option, or remove explanation:"
        raise MalformedError("HP016", "an explanation without an answer is not printed", hint)
    return question


class Cme(EditorModel):
    """The box after an article that lets readers earn credit."""

    title: Line = Field(default="", description="The title of the box; without one, the words of the language.")
    provider: Inline = Field(default="", description="Who gives the credit, and under which accreditation.")
    credit: Line = Field(description='What is earned, with its unit: "1.0 AMA PRA Category 1 Credit".')
    expires: Day = Field(description="The last day on which credit is given.")
    url: WebAddress = Field(default="", description="Where to answer; printed with a QR code.")
    objectives: tuple[Line, ...] = Field(min_length=1, description="What readers will be able to do.")
    questions: tuple[Annotated[CmeQuestion, AfterValidator(_answered)], ...] = Field(
        min_length=1, description="The questions."
    )
