"""The four kinds of trouble, made by the simulator and read on the dashboard."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.visitor import Visitor
from tests.world.driver import http, local_world

OFF = {"status": 400, "code": 200, "subcode": 2_534_041}
SLOWER = {"status": 400, "code": 613, "headers": {"Retry-After": "3600"}}
DOWN = {"status": 500, "code": 2}
UNTIL_OPEN = 10  # failures of one account within a minute
PASSWORD_CHANGED = 460


def test_each_kind_says_what_happened_and_offers_the_one_thing_to_do(chrome: Browser, tmp_path: Path) -> None:
    with local_world(tmp_path) as world, Visitor.arrives(chrome, world) as visitor:
        rows = visitor.page.get_by_role("row")
        world.fault(OFF, path="/messages", recipient="noa")
        world.ends(world.acting_lead("noa", name="Noa"), "failed")
        world.fault(SLOWER, path="/messages", recipient="kai")
        world.ends(world.acting_lead("kai", name="Kai"), "retrying")

        visitor.signs_in("Ana")
        noa, kai = rows.filter(has_text="Noa"), rows.filter(has_text="Kai")
        expect(noa).to_contain_text("does not let connected tools send messages")
        expect(noa.get_by_role("button", name="Retry")).to_be_visible()
        expect(kai).to_contain_text("Instagram asked this account to slow down.")
        expect(kai).to_contain_text("Next try")
        expect(kai.get_by_role("button", name="Retry")).to_have_count(0)

        world.fault(DOWN, path="/messages", times=1_000)
        for n in range(UNTIL_OPEN):
            world.ends(world.acting_lead(f"early{n}", world.ben), "unconfirmed", account=world.ben)
        late = world.acting_lead("late", world.ben, name="Late")
        world.ends(late, "retrying", account=world.ben)
        visitor.signs_in("Ben")
        row = rows.filter(has_text="Late")
        expect(row).to_contain_text("Instagram is failing right now.")

        http("DELETE", f"{world.graph}/_sim/faults")
        world.sim("accounts/revoke", account="ben", subcode=PASSWORD_CHANGED)
        world.sim("clock", advance_s=61)
        world.ends(world.acting_lead("last", world.ben, name="Lasse"), "retrying", account=world.ben)
        visitor.goes("/dashboard")
        row = rows.filter(has_text="Lasse")
        expect(row).to_contain_text("Your Instagram connection has ended.")
        expect(row).to_contain_text("Goes on once you reconnect")
        visitor.sees("@ben: Instagram ended the connection because your password changed or you logged out.")
        row.get_by_role("link", name="Lasse", exact=True).click()
        expect(visitor.page.get_by_role("link", name="Reconnect Instagram")).to_be_visible()
        visitor.sees("Waits until you connect Instagram again: Your Instagram connection has ended.")
        expect(visitor.page.get_by_text("Next try")).to_have_count(0)
        assert visitor.heard == []
