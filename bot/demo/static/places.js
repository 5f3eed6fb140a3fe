// The left column: channels, direct messages and the app.
import { el, syncKeyed } from "./dom.js";
import { keepingFocus } from "./focus.js";

/** The conversation with the app among the person's, or null. */
export function appPlace({ conversations, users }) {
  const bots = new Set(users.filter((user) => user.is_bot).map((user) => user.name));
  return conversations.find(({ kind, name }) => kind === "dm" && bots.has(name)) ?? null;
}

/** Draws the column; `go(id)` is called with the conversation pressed. */
export function drawPlaces(host, state, current, go) {
  const app = appPlace(state);
  const direct = state.conversations.filter(({ kind, id }) => kind === "dm" && id !== app?.id);
  const groups = [
    { title: "Kanaler", places: state.conversations.filter(({ kind }) => kind === "channel") },
    { title: "Direkte beskeder", places: direct },
    { title: "Apps", places: app ? [app] : [] },
  ].filter(({ places }) => places.length);
  keepingFocus(host, () => {
    syncKeyed(host, groups, (group) => JSON.stringify([group, current]), (group) => groupNode(group, current, go));
  });
}

function groupNode({ title, places }, current, go) {
  return el("section", {}, el("h2", {}, title), el("ul", {}, places.map((place) => placeNode(place, current, go))));
}

function placeNode({ id, name, kind, unread }, current, go) {
  const shown = kind === "channel" ? `# ${name.replace(/^#/, "")}` : name;
  const mark = unread ? el("span", { class: "unread" }, String(unread), el("span", { class: "unseen" }, " ulæste")) : null;
  const button = el("button", {
    type: "button", "data-conversation": id, "aria-current": id === current && "page", class: unread ? "has-unread" : "",
    click: () => go(id),
  }, el("span", { class: "name" }, shown), mark);
  return el("li", {}, button);
}
