// Where a select's options come from, always as groups: [{label, options: [{value, text, description}]}].
import { textNodes, unescaped } from "./mrkdwn.js";

const TYPED_BEFORE_ASKING = 3; // Slack's default for min_query_length
const PAUSE_MS = 120;

const plain = (option) => ({
  value: option.value,
  text: unescaped(option.text.text),
  description: option.description ? unescaped(option.description.text) : null,
});

/** Groups of options out of a Block Kit element or a suggestion's answer. */
export function groupsOf({ options, option_groups: optionGroups, groups }) {
  const grouped = optionGroups ?? groups;
  if (!grouped?.length) return [{ label: null, options: (options ?? []).map(plain) }];
  return grouped.map((group) => ({ label: labelOf(group.label), options: group.options.map(plain) }));
}

function labelOf(label) {
  return typeof label === "string" ? label : textNodes({ ...label, type: "plain_text" }).join("");
}

/** The source of a select: `load(query)` resolves to groups, `minimum` is how many letters it wants first. */
export function optionSource(element, blockId, surface) {
  const kind = element.type.replace("multi_", "");
  if (kind === "external_select") return externalSource(element, blockId, surface);
  return { minimum: 0, instant: true, load: async (query) => filtered(listedGroups(kind, element, surface), query) };
}

function listedGroups(kind, element, surface) {
  if (kind === "users_select") return [{ label: null, options: surface.names.people() }];
  if (kind === "channels_select" || kind === "conversations_select") {
    return [{ label: null, options: surface.names.channels() }];
  }
  return groupsOf(element);
}

function externalSource(element, blockId, surface) {
  const load = async (query) => groupsOf(await surface.suggest(blockId, element.action_id, query));
  return { minimum: element.min_query_length ?? TYPED_BEFORE_ASKING, instant: false, load, pause: PAUSE_MS };
}

function filtered(groups, query) {
  const wanted = query.trim().toLocaleLowerCase("da");
  if (!wanted) return groups;
  return groups
    .map(({ label, options }) => ({ label, options: best(options, wanted) }))
    .filter(({ options }) => options.length);
}

// Names that begin with what was typed come first, so that "kar" is Karim before Oskar.
function best(options, wanted) {
  const rank = ({ text }) => {
    const words = text.toLocaleLowerCase("da");
    if (words.startsWith(wanted)) return 0;
    if (words.includes(` ${wanted}`)) return 1;
    return words.includes(wanted) ? 2 : 3;
  };
  return options.filter((option) => rank(option) < 3).sort((one, other) => rank(one) - rank(other));
}

/** The name of `value` among a select's listed options, or null. */
export function listedName(element, value, surface) {
  const kind = element.type.replace("multi_", "");
  if (kind === "external_select") return null;
  const all = listedGroups(kind, element, surface).flatMap((group) => group.options);
  return all.find((option) => option.value === value)?.text ?? null;
}
