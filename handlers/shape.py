"""Whether a payload has the shape Slack gives it: asked once, at the gate, so no listener trips over it."""

from handlers.payload import Body, Surface, surface


def well_formed(body: Body) -> bool:
    """Whether the parts that Bolt and our listeners read have the shapes Slack gives them."""
    match surface(body):
        case Surface.SUBMISSION | Surface.CLOSED:
            return _is_view(body.get("view")) and isinstance(body["view"].get("callback_id"), str)
        case Surface.ACTION:
            return _is_press(body.get("actions")) and (body.get("view") is None or _is_view(body["view"]))
        case Surface.SUGGESTION:
            return isinstance(body.get("action_id"), str)
        case Surface.EVENT:
            event = body["event"]
            return isinstance(event, dict) and isinstance(event.get("type"), str)
        case _:
            return True


def _is_press(actions: object) -> bool:
    if not isinstance(actions, list) or not actions or not isinstance(actions[0], dict):
        return False
    return isinstance(actions[0].get("action_id"), str)


def _is_view(view: object) -> bool:
    if not isinstance(view, dict) or not isinstance(view.get("id"), str):
        return False
    blocks, state = view.get("blocks", []), view.get("state", {})
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return False
    values = state.get("values", {}) if isinstance(state, dict) else None
    if not isinstance(values, dict) or not all(isinstance(block, dict) for block in values.values()):
        return False
    return all(_is_element(one) for block in values.values() for one in block.values())


def _is_element(element: object) -> bool:
    if not isinstance(element, dict) or not isinstance(element.get("value") or "", str):
        return False
    several = element.get("selected_options") or []
    chosen = [element.get("selected_option") or {}, *(several if isinstance(several, list) else [several])]
    return all(isinstance(option, dict) for option in chosen)
