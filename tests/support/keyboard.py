"""A person who has only a keyboard: what they cannot reach with Tab and see in focus does not exist for them."""

from collections.abc import Iterable

from playwright.sync_api import Locator, Page

# More stops than the longest form has; whoever needs more has lost their way.
MOST_STOPS = 250


class Keyboard:
    """Moves by Tab, chooses by Space and arrows, sends by Enter; never clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, target: Locator) -> None:
        """Tab onwards until the focus stands on it; it must be on the screen when it does."""
        goal = target.element_handle()
        assert goal is not None
        for _ in range(MOST_STOPS):
            if goal.evaluate("node => node === document.activeElement"):
                assert target.is_visible(), "The focus stands on something that cannot be seen."
                return
            self.page.keyboard.press("Tab")
        message = f"No way by keyboard to {target} on {self.page.url}."
        raise AssertionError(message)

    def open(self, words: str) -> None:
        """Follow the link that says this."""
        self._go(self.page.get_by_role("link", name=words).first)

    def press(self, words: str) -> None:
        """Press the button that says this."""
        self._go(self.page.get_by_role("button", name=words).first)

    def type(self, name: str, words: str) -> None:
        """Type into the field of this name, in place of what stands there."""
        self.to(self.page.locator(f'[name="{name}"]'))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)

    def choose(self, name: str, value: str) -> None:
        """Choose one of a group of circles, with the arrows, as one does."""
        group = self.page.locator(f'input[type="radio"][name="{name}"]')
        self.to(group.first)
        wanted = self.page.locator(f'input[type="radio"][name="{name}"][value="{value}"]')
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert wanted.is_checked()

    def tick(self, name: str, values: Iterable[str] = ("y",)) -> None:
        for value in values:
            self.to(self.page.locator(f'input[type="checkbox"][name="{name}"][value="{value}"]'))
            self.page.keyboard.press("Space")

    def select(self, name: str, value: str) -> None:
        """Choose from a list with the arrows."""
        field = self.page.locator(f'select[name="{name}"]')
        self.to(field)
        for _ in range(field.locator("option").count()):
            if field.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        assert field.input_value() == value

    def _go(self, target: Locator) -> None:
        self.to(target)
        before = self.page.url
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        assert self.page.locator("h1").count() == 1, f"{before} led to a page without one heading."
