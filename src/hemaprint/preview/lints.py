# SPDX-License-Identifier: MIT
"""Answer with what ``hemaprint lint`` says of the issue that is shown: its copy, and its pages where all are set."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hemaprint.bind.foundry import Foundry
from hemaprint.bind.issue import bind_issue, sheets_of_issue, source_of
from hemaprint.bind.sourcemap import SourceMap, map_pages
from hemaprint.copydesk.lint.findings import Built, Report, report
from hemaprint.copydesk.lint.rules import Pages, rules_told
from hemaprint.copydesk.measures.reading import read
from hemaprint.errors import ContentError, meanings
from hemaprint.preview.requests import NEVER, missing
from hemaprint.preview.showing import PreviewState, Showing
from hemaprint.preview.stand import Stand
from hemaprint.preview.views import Json, places_of, problem_view
from hemaprint.project.project import MANIFEST_NAME, Project

_PAGES_UNASKED = "HP771"


class Lints:
    """The route of lint; an issue is read in a thread of its own, once for each build, when a browser asks."""

    def __init__(self, stand: Stand, foundry: Foundry) -> None:
        self._stand, self._foundry = stand, foundry
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="lint")
        self._known: tuple[int, Json] = (-1, {})

    def routes(self) -> list[Route]:
        """Every route."""
        return [Route("/lint", self._lint)]

    def close(self) -> None:
        """Release the thread."""
        self._reader.shutdown(cancel_futures=True)

    async def _lint(self, _: Request) -> Response:
        state = self._stand.desk.state
        if state.showing is None:
            return missing()
        told = await asyncio.get_running_loop().run_in_executor(self._reader, self._told, state, state.showing)
        return JSONResponse(told, headers=NEVER)

    def _told(self, state: PreviewState, showing: Showing) -> Json:
        if self._known[0] != state.build:
            self._known = (state.build, self._read(state, showing))
        return self._known[1]

    def _read(self, state: PreviewState, showing: Showing) -> Json:
        root, is_whole = self._stand.root, showing.is_whole and not state.failed
        try:
            said = self._report(showing, is_whole=is_whole)
        except ContentError as error:  # faults of house.toml
            said = Report(error.problems, 0)
        problems = [one for one in said.problems if one.code != _PAGES_UNASKED]
        return {
            "build": state.build,
            "whole": is_whole,
            "silenced": said.silenced,
            "problems": [problem_view(one, root) | places_of(one, showing, root) for one in problems],
            "rules": {code: _told_of(code) for code in sorted({one.code for one in problems})},
        }

    def _report(self, showing: Showing, *, is_whole: bool) -> Report:
        setting = showing.done.setting
        project = Project(self._stand.root, setting.config)
        if not is_whole:
            return report(setting.issue, project)
        problems = showing.done.problems
        return report(setting.issue, project, built=Built(problems, self._pages(showing)))

    def _pages(self, showing: Showing) -> Pages:
        """The pages as they are bound, and where they come from."""
        done = showing.done
        pdf = bind_issue(done, done.setting.config, foundry=self._foundry).pdf
        root = done.setting.issue.path.parents[1].resolve()
        sources = [(source_of(run, done), sheet.blocks) for run, sheet in sheets_of_issue(done)]
        origin = SourceMap(root, map_pages(pdf, sources, root))
        return Pages(read(pdf), origin, done.setting.issue.path / MANIFEST_NAME)


def _told_of(code: str) -> Json:
    """Why a rule is one; of other packages' rules nothing is known."""
    told = rules_told().get(code)
    if told is None:
        return {"title": meanings().get(code, ""), "reason": "", "source": ""}
    return {"title": told.title, "reason": told.reason, "source": told.source}
