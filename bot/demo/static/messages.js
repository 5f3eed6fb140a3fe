// The messages of one conversation.
import { syncBlocks } from "./blocks.js";
import { el, syncKeyed } from "./dom.js";
import { keepingFocus } from "./focus.js";
import { mrkdwnNodes } from "./mrkdwn.js";
import { surfaceOf } from "./surface.js";
import { Values } from "./values.js";

const NEAR_THE_END = 80;
const TONES = 8;
const DAY = { weekday: "long", day: "numeric", month: "long", timeZone: "Europe/Copenhagen" };

/** Draws messages, keeps the reader's place, and tells a screen reader what is new. */
export class Messages {
  #place = null;
  #told = new Map();

  /** `office` is {call, refresh, names, told, conversation}. */
  constructor({ list, scroller, announcer, office }) {
    Object.assign(this, { list, scroller, announcer, office });
  }

  /** Shows `messages` of `place`, an opaque name of the person and the conversation. */
  sync(place, messages) {
    const moved = place !== this.#place;
    const moving = this.#moving();
    const atEnd = moving.scrollHeight - moving.scrollTop - moving.clientHeight < NEAR_THE_END;
    const pressed = document.activeElement?.closest("#messages [data-ts]")?.dataset.ts;
    const kept = keepingFocus(this.list, () => this.#draw(place, messages));
    if (!kept) this.#focusOn(pressed);
    if (atEnd || (moved && moving === this.scroller)) moving.scrollTop = moving.scrollHeight;
    this.#announce(messages, moved);
    this.#place = place;
  }

  // The pressed button is gone; its message is the nearest place that is left.
  #focusOn(ts) {
    const message = [...this.list.children].find((row) => row.dataset.ts === ts);
    (message ?? this.scroller).focus({ preventScroll: true });
  }

  // In a narrow window the page scrolls, not the list.
  #moving() {
    return getComputedStyle(this.scroller).overflowY === "visible" ? document.scrollingElement : this.scroller;
  }

  #draw(place, messages) {
    const rows = messages.flatMap((message, index) => {
      const day = dayOf(message);
      return day === (index ? dayOf(messages[index - 1]) : null) ? [message] : [{ day }, message];
    });
    if (!rows.length) rows.push({ empty: true });
    syncKeyed(this.list, rows, (row) => place + JSON.stringify(row), (row) => this.#row(row, place));
  }

  #row(row) {
    if (row.empty) return el("li", { class: "empty" }, "Her er ingen beskeder endnu.");
    return row.day ? el("li", { class: "day" }, el("span", {}, row.day)) : this.#message(row);
  }

  #message(message) {
    const author = this.office.names.person(message.user);
    const name = message.username || author?.name || "Fristvagt";
    const content = el("div", { class: "content" });
    if (message.blocks?.length) syncBlocks(content, message.blocks, this.#surface(message));
    else content.append(...mrkdwnNodes(message.text ?? "", this.office.names));
    const kind = message.ephemeral ? "message ephemeral" : "message";
    return el("li", { class: kind, "data-ts": message.ts, tabindex: "-1" },
      el("span", { class: `avatar tone-${toneOf(message.user ?? name)}`, "aria-hidden": "true" }, initials(name)),
      el("article", { "aria-label": `${name} kl. ${message.time_text}` },
        message.ephemeral ? el("p", { class: "only-you" }, "Kun synlig for dig") : null,
        byline(name, author, message), content,
        message.edited ? el("p", { class: "edited" }, "(redigeret)") : null));
  }

  #surface({ ts }) {
    const container = { type: "message", channel: this.office.conversation(), ts };
    return surfaceOf({ container, values: new Values(), office: this.office, told: this.office.told });
  }

  #announce(messages, moved) {
    const news = moved ? [] : messages.filter((message) => this.#told.get(message.ts) !== wordsOf(message));
    const spoken = news.map((message) => {
      const what = this.#told.has(message.ts) ? "Ændret besked" : "Ny besked";
      return `${what} fra ${this.office.names.user(message.user ?? "") ?? "Fristvagt"}: ${message.text ?? ""}`;
    });
    if (spoken.length) this.announcer.textContent = spoken.join(". ");
    this.#told = new Map(messages.map((message) => [message.ts, wordsOf(message)]));
  }
}

function byline(name, author, message) {
  const badge = author?.is_bot ? el("span", { class: "badge" }, "App") : null;
  return el("p", { class: "byline" }, el("b", {}, name), badge, el("time", {}, message.time_text));
}

function wordsOf({ text, blocks }) {
  return JSON.stringify([text, blocks]);
}

/** The day a message was posted by the workspace's clock: "torsdag 26. november". */
function dayOf({ ts }) {
  const parts = new Intl.DateTimeFormat("da-DK", DAY).formatToParts(new Date(Number(ts) * 1000));
  const part = (type) => parts.find((each) => each.type === type).value;
  return `${part("weekday")} ${part("day")}. ${part("month")}`;
}

function initials(name) {
  const words = name.replace(/^#/, "").split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word.charAt(0)).join("").toLocaleUpperCase("da");
}

function toneOf(id) {
  return [...id].reduce((sum, letter) => sum * 31 + letter.codePointAt(0), 7) % TONES;
}
