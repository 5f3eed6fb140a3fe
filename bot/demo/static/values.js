// What somebody has typed and chosen in one view or message, and how the elements' own first values read.

const nameOf = (blockId, actionId) => JSON.stringify([blockId, actionId]);

/** The state of one container, as raw values keyed by block and action. */
export class Values {
  #held = new Map();

  /** Choices still on their way from the app; a submission waits for them. */
  pending = new Set();

  has(blockId, actionId) {
    return this.#held.has(nameOf(blockId, actionId));
  }

  get(blockId, actionId) {
    return this.#held.get(nameOf(blockId, actionId))?.raw ?? null;
  }

  /** What the chosen option was called when it was chosen; only the app knows the names of external options. */
  shown(blockId, actionId) {
    return this.#held.get(nameOf(blockId, actionId))?.shown ?? null;
  }

  set(blockId, actionId, raw, shown = null) {
    this.#held.set(nameOf(blockId, actionId), { raw, shown });
  }

  /** Forgets every value but those of the elements in `blocks`. */
  keepOnly(blocks) {
    const present = new Set(blocks.flatMap((block) => (
      elementsOf(block).map((element) => nameOf(block.block_id, element.action_id))
    )));
    for (const name of this.#held.keys()) if (!present.has(name)) this.#held.delete(name);
  }

  forgetBlock(blockId) {
    for (const name of this.#held.keys()) if (JSON.parse(name)[0] === blockId) this.#held.delete(name);
  }

  /** {block_id: {action_id: raw value}}; an empty field is null. */
  snapshot() {
    const state = {};
    for (const [name, { raw }] of this.#held) {
      const [blockId, actionId] = JSON.parse(name);
      (state[blockId] ??= {})[actionId] = raw;
    }
    return state;
  }
}

/** The interactive elements of a block, wherever they sit in it. */
export function elementsOf(block) {
  return [block.element, block.accessory, ...(block.elements ?? [])].filter((element) => element?.action_id);
}

/** The element's value before anybody touched it, or null. */
export function initialValue(element) {
  const one = element.initial_option?.value ?? element.initial_user ?? element.initial_channel
    ?? element.initial_conversation ?? element.initial_value ?? element.initial_date ?? element.initial_time
    ?? element.initial_date_time;
  const many = element.initial_options?.map((option) => option.value) ?? element.initial_users;
  return one ?? many ?? null;
}

/** The first value's name, for elements whose options the page does not know. */
export function initialShown(element) {
  return element.initial_option?.text.text ?? element.initial_options?.map((option) => option.text.text) ?? null;
}
