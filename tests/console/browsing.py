"""One browser window on the console of a running server, and what must never happen in it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect

from server import Server

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "artifacts" / "console"
AXE = ROOT / "console" / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")
_HEIGHT = 900

Theme = Literal["light", "dark"]

#: Each page in both themes and both widths, two of the four combinations of them.
LOOKS: tuple[tuple[Theme, int], ...] = (("light", 1280), ("dark", 390))
in_both_looks = pytest.mark.parametrize(("theme", "width"), LOOKS)


def chromium(names: str) -> str:
    """The path of the first browser that the machine has of ``names``, separated by spaces."""
    found = [path for name in names.split() if (path := shutil.which(name))]
    assert found, f"none of {names} is here: scripts/install browser installs Chromium where it can"
    return found[0]


class Window:
    """A browser window with a session of its own.

    ``troubles`` collects script errors, violations of the content security policy and requests to other hosts.
    """

    def __init__(self, browser: Browser, server: Server, *, theme: Theme = "light", width: int = 1280) -> None:
        self.server = server
        self.theme = theme
        self.width = width
        self.troubles: list[str] = []
        self.loaded: list[Response] = []
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": _HEIGHT},
            color_scheme=theme,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(30_000)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.troubles.append(f"script error: {error}"))
        self.page.on("console", self._hear)
        self.page.on("request", lambda request: self._check_host(request.url))
        self.page.on("response", lambda response: self.loaded.append(response))

    def open(self, path: str = "/") -> Window:
        """Open the console's page at ``path``, as it stands behind ``#`` in the address."""
        self.page.goto(f"{self.server.endpoint}/console/#{path}")
        return self

    def close(self) -> None:
        """Close the window. Raises AssertionError when there was trouble in it."""
        self.context.close()
        assert not self.troubles, "\n".join(self.troubles)

    def heading(self, text: str) -> Locator:
        """The page's heading of level 1."""
        return self.page.get_by_role("heading", level=1, name=text)

    def button(self, text: str, *, exact: bool = True) -> Locator:
        return self.page.get_by_role("button", name=text, exact=exact)

    def submit(self, text: str) -> None:
        """Press a form's last button, whose words a narrow window's breadcrumbs may have as well."""
        self.page.get_by_role("main").get_by_role("button", name=text, exact=True).click()

    def link(self, text: str) -> Locator:
        return self.page.get_by_role("link", name=text, exact=True)

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    def tab(self, text: str) -> Locator:
        return self.page.get_by_role("tab", name=text, exact=True)

    def choice(self, text: str) -> Locator:
        """A radio button, as people hit it: by its words."""
        return self.page.get_by_text(text, exact=True)

    def detail(self, label: str) -> Locator:
        """The value that stands below a label in a list of details."""
        term = self.page.locator("dt").filter(has_text=re.compile(f"^{re.escape(label)}$"))
        return term.locator("xpath=following-sibling::dd[1]")

    def act(self, action: str) -> None:
        """Choose an action in the page's menu Actions."""
        self.button("Actions").click()
        self.page.get_by_role("menuitem", name=action, exact=True).click()

    def navigate(self, text: str) -> None:
        """Choose an entry of the navigation pane on the left side."""
        pane = self.page.get_by_role("navigation", name="Side navigation")
        pane.get_by_role("link", name=text, exact=True).click()

    def choose_region(self, region: str) -> None:
        self.button("Region:", exact=False).click()
        self.page.get_by_role("menuitem", name=region, exact=True).click()
        expect(self.button(f"Region: {region}")).to_be_visible()

    def section(self, heading: str) -> Locator:
        """The container whose heading this is."""
        containing = self.page.get_by_role("heading", name=heading, exact=True)
        return self.page.locator("[class*=awsui_variant-default]").filter(has=containing).last

    def picture(self, name: str) -> Path:
        """Keep a picture of the whole page: its name tells page, theme and width."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{name}-{self.theme}-{self.width}.png"
        self.page.evaluate("window.scrollTo(0, 0)")
        self.page.screenshot(path=path, full_page=True, animations="disabled")
        return path

    def assert_accessible(self) -> None:
        """Nothing that axe calls serious or critical is on the page, which is not wider than the window."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate("async () => (await axe.run()).violations")
        bad = [
            f"{violation['id']}: {violation['help']}: {violation['nodes'][0]['html'][:300]}"
            for violation in found
            if violation["impact"] in SERIOUS
        ]
        assert not bad, "\n".join(bad)
        overflow = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, f"the page is {overflow} pixels wider than its window"

    def _hear(self, message: Any) -> None:
        # A browser reports each answer of 400 and above as an error of its own; the page shows what it says.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.troubles.append(f"{message.text} ({message.location.get('url')})")

    def _check_host(self, url: str) -> None:
        parts = urlsplit(url)
        if (
            parts.scheme in ("http", "https", "ws", "wss")
            and parts.netloc != urlsplit(self.server.endpoint).netloc
        ):
            self.troubles.append(f"request to another host: {url}")
