"""The pages for people, one module per page."""

from chalicelib.web.pages import (
    activity,
    admin,
    assets,
    automation_edit,
    automations,
    connections,
    dashboard,
    dead,
    deletion,
    form,
    home,
    message,
    receipt,
)

BLUEPRINTS = [
    module.blueprint
    for module in (
        home,
        dashboard,
        message,
        automations,
        automation_edit,
        activity,
        connections,
        admin,
        dead,
        deletion,
        form,
        receipt,
        assets,
    )
]
