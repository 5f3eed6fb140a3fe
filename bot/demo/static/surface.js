// What a rendered block needs of the place it stands in: names, held values, and the way to the app.

/**
 * `container` names the message or view to the workspace; `told(answer)` hears how each press went;
 * `startsAfresh` drops held values of a block the app has changed (Slack keeps them in modals only).
 */
export function surfaceOf({ container, values, office, told, startsAfresh = false }) {
  const at = (blockId, actionId) => ({ container, block_id: blockId, action_id: actionId });
  return {
    values,
    startsAfresh,
    names: office.names,
    act: async (blockId, actionId, value) => {
      told(await office.call("action", { ...at(blockId, actionId), value, state: values.snapshot() }));
      await office.refresh();
    },
    attach: (blockId, actionId, name, content) => office.call("file", {
      view_id: container.view_id, block_id: blockId, action_id: actionId, file_name: name, content,
    }),
    suggest: (blockId, actionId, query) => (
      office.call("suggest", { ...at(blockId, actionId), view_id: container.view_id, query })
    ),
  };
}
