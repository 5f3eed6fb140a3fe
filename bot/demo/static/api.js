// The visitor API of the local workspace, one function per call. Nothing here throws: a lost connection is an answer.

export const TROUBLE = "Vi havde problemer med at oprette forbindelse. Prøv igen.";

/** The state as `user` sees it, or null when the workspace does not answer. */
export async function readState({ user, conversation }) {
  const query = new URLSearchParams();
  if (user) query.set("user", user);
  if (conversation) query.set("conversation", conversation);
  try {
    const response = await fetch(`/visitor/state?${query}`, { cache: "no-store" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** Posts to the visitor API; always resolves to an object with `ok`, and with `message` when it is false. */
export async function post(call, body) {
  try {
    const response = await fetch(`/visitor/${call}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return judged(response.ok, await response.json());
  } catch {
    return { ok: false, error: "unreachable", message: TROUBLE };
  }
}

function judged(wasOk, answer) {
  const ok = wasOk && answer.ok !== false;
  return ok || answer.errors ? { ...answer, ok } : { ...answer, ok, message: answer.message ?? TROUBLE };
}

/** Calls `changed` each time the workspace says so, and `lost` while it cannot be heard. */
export function listen(changed, lost) {
  const stream = new EventSource("/visitor/stream");
  stream.addEventListener("message", changed);
  stream.addEventListener("open", changed);
  stream.addEventListener("error", lost);
}

/** Runs `work` at most once at a time; a call during a run is answered by one further run after it. */
export function coalesced(work) {
  let running = null;
  let next = null;
  return function run() {
    if (!running) {
      running = work().finally(() => { running = null; });
      return running;
    }
    next ??= running.then(() => { next = null; return run(); });
    return next;
  };
}
