// Who and where the ids of the workspace are.

/** Lookups over the newest state; the same object lives as long as the page. */
export class Names {
  #users = new Map();
  #conversations = new Map();

  learn({ users, conversations }) {
    this.#users = new Map(users.map((user) => [user.id, user]));
    this.#conversations = new Map(conversations.map((place) => [place.id, place]));
  }

  person(id) {
    return this.#users.get(id) ?? null;
  }

  user(id) {
    return this.person(id.split("|")[0])?.name ?? null;
  }

  channel(id) {
    return this.#conversations.get(id)?.name.replace(/^#/, "") ?? null;
  }

  /** Everybody a users_select offers. */
  people() {
    return [...this.#users.values()].filter((user) => !user.is_bot)
      .map(({ id, name, title }) => ({ value: id, text: name, description: title || null }));
  }

  /** Every channel a channels_select offers. */
  channels() {
    return [...this.#conversations.values()].filter(({ kind }) => kind === "channel")
      .map(({ id }) => ({ value: id, text: `#${this.channel(id)}`, description: null }));
  }
}
