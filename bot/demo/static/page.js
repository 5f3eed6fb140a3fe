// The page: who looks, at what, and how each piece is told about the newest state.
import { coalesced, listen, post, readState } from "./api.js";
import { Composer } from "./composer.js";
import { el, say, syncKeyed } from "./dom.js";
import { Guide } from "./guide.js";
import { Home } from "./home.js";
import { Messages } from "./messages.js";
import { Modals } from "./modals.js";
import { Names } from "./names.js";
import { appPlace, drawPlaces } from "./places.js";

const GUIDE_OWNER = "U0KARIM";

const at = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search);
const first = document.body.dataset;
const looking = {
  user: asked.get("user") ?? first.firstPerson,
  conversation: asked.get("conversation") ?? first.firstConversation,
  tab: asked.get("tab") === "home" ? "home" : "messages",
};
let state = null;

const names = new Names();
const call = (name, body) => post(name, { user: looking.user, ...body });
const refresh = coalesced(async () => {
  const { user, conversation, tab } = looking;
  // On Home no conversation is asked for, since asking marks it as read.
  const answer = await readState({ user, conversation: tab === "home" ? null : conversation });
  if (user === looking.user && conversation === looking.conversation && tab === looking.tab) draw(answer);
});
const office = {
  call, refresh, names,
  conversation: () => looking.conversation,
  told: (answer) => { complain(answer.ok ? null : answer.message); if (answer.ok) guide.done("press"); },
  fallback: () => goToWriting(),
};

const messages = new Messages({ list: at("messages"), scroller: at("scroll"), announcer: at("announcer"), office });
const home = new Home({ host: at("home"), scroller: at("scroll"), office });
const modals = new Modals(at("dialogs"), office);
const composer = new Composer({
  form: at("compose"), input: at("composer"), list: at("commands"), hint: at("composer-hint"), send,
});
const guide = new Guide(at("guide"), {
  command: async () => { await become(first.firstPerson, first.firstConversation); composer.write("/callback"); },
  person: async () => { await become(GUIDE_OWNER); goToWriting(); },
  press: async () => { await go(appPlace(state).id); goToWriting(); },
  jump: () => jump("digest"),
});

function keyOfPlace() {
  return `${looking.user} ${looking.conversation}`;
}

function draw(answer) {
  if (!answer) {
    say(at("connection"), "Arbejdspladsen svarer ikke lige nu. Siden prøver selv igen.");
    return;
  }
  state = answer;
  names.learn(state);
  say(at("connection"), state.bot_connected ? null : "Fristvagt er ikke forbundet lige nu. Vent lidt, og prøv igen.");
  drawTop();
  drawMiddle();
  modals.sync(state.modals);
}

function drawTop() {
  say(at("workspace"), state.workspace.name);
  const people = state.users.filter((user) => !user.is_bot);
  syncKeyed(at("person"), people, (user) => JSON.stringify(user), personNode);
  if (at("person").value !== looking.user) at("person").value = looking.user;
  at("clock").dateTime = state.now;
  say(at("clock"), state.now_text);
  drawPlaces(at("places"), state, looking.conversation, (id) => go(id));
}

function personNode({ id, name, title }) {
  return el("option", { value: id }, title ? `${name} – ${title}` : name);
}

function drawMiddle() {
  const place = state.conversations.find(({ id }) => id === looking.conversation);
  const isApp = place?.id === appPlace(state)?.id;
  const showsHome = isApp && looking.tab === "home";
  say(at("place-title"), titleOf(place));
  at("tabs").hidden = !isApp;
  for (const tab of ["home", "messages"]) {
    at(`tab-${tab}`).setAttribute("aria-selected", String(tab === looking.tab));
    at(`tab-${tab}`).tabIndex = tab === looking.tab ? 0 : -1;
  }
  at("home").hidden = !showsHome;
  at("messages").hidden = showsHome;
  at("compose").hidden = showsHome;
  if (showsHome) home.sync(looking.user, state.home);
  else messages.sync(keyOfPlace(), state.messages);
  const here = { key: keyOfPlace(), label: `Skriv til ${titleOf(place)}` };
  composer.sync(here, { commands: state.commands, people: names.people() });
}

function titleOf(place) {
  if (!place) return "Ingen samtale";
  return place.kind === "channel" ? `#${place.name.replace(/^#/, "")}` : place.name;
}

/** Looks at a conversation, or at the app's Home. */
async function go(conversation, tab = "messages") {
  Object.assign(looking, { conversation, tab });
  complain(null);
  history.replaceState(null, "", `?${new URLSearchParams(looking)}`);
  // At once: what is typed before the place is drawn is meant for it.
  composer.move(keyOfPlace());
  if (tab === "home") await call("home", {});
  await refresh();
}

/** Becomes another person, at `conversation` when that person sees it, else with the app. */
async function become(user, conversation = null) {
  // Until it is drawn anew, the page shows the conversations and the buttons of the person one was.
  const stale = [at("places"), at("scroll")];
  for (const part of stale) part.inert = true;
  const seen = await readState({ user });
  looking.user = user;
  if (user !== first.firstPerson) guide.done("person");
  const visible = seen?.conversations.some(({ id }) => id === conversation);
  if (visible) await go(conversation);
  else await go((seen && appPlace(seen)?.id) ?? looking.conversation, looking.tab);
  for (const part of stale) part.inert = false;
}

async function send(text) {
  const isCommand = text.startsWith("/");
  const answer = await call(isCommand ? "command" : "message", { conversation: looking.conversation, text });
  complain(answer.ok ? null : answer.message);
  if (answer.ok && text.startsWith("/callback")) guide.done("command");
  await refresh();
  return answer.ok;
}

async function jump(how) {
  const answer = await call("clock", { jump: how });
  complain(answer.ok ? null : answer.message);
  if (answer.ok) guide.done("jump");
  await refresh();
}

function complain(message) {
  say(at("notice"), message);
}

function goToWriting() {
  if (at("compose").hidden) at("place-title").focus();
  else composer.focus();
}

function openTab(tab) {
  return go(looking.conversation, tab);
}

function connect() {
  at("person").addEventListener("change", () => {
    const inChannel = at("tabs").hidden;
    become(at("person").value, inChannel ? looking.conversation : null);
  });
  for (const button of document.querySelectorAll("[data-jump]")) {
    button.addEventListener("click", () => jump(button.dataset.jump));
  }
  at("tab-home").addEventListener("click", () => openTab("home"));
  at("tab-messages").addEventListener("click", () => openTab("messages"));
  at("tabs").addEventListener("keydown", ({ key }) => {
    if (key !== "ArrowLeft" && key !== "ArrowRight") return;
    const other = looking.tab === "home" ? "messages" : "home";
    openTab(other).then(() => at(`tab-${other}`).focus());
  });
  listen(refresh, () => say(at("connection"), "Forbindelsen til arbejdspladsen er afbrudt. Siden prøver selv igen."));
}

connect();
await go(looking.conversation, looking.tab);
if (!state?.modals.length) goToWriting();
