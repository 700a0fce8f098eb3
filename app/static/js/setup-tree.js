/* Departments are moved by dragging; the server says no to a cycle, and the page is loaded again to show what is true. */
const move = async (tree, { item, to, newIndex, from, oldIndex }) => {
  const data = new FormData();
  data.set("csrf_token", tree.dataset.flCsrf);
  data.set("parent", to.dataset.flBranch);
  data.set("position", newIndex);
  const answer = await fetch(`/setup/departments/${item.dataset.flNode}/move`, { method: "POST", body: data, headers: { Accept: "application/json" } });
  const { message } = await answer.json().catch(() => ({ message: "" }));
  if (message) window.fl?.toast(message, { stay: !answer.ok });
  if (answer.ok) location.reload(); else from.insertBefore(item, from.children[oldIndex] ?? null);
};

export const startTree = () => {
  const tree = document.querySelector("[data-fl-orgtree]");
  if (!tree || !window.Sortable) return;
  [tree, ...tree.querySelectorAll("[data-fl-branch]")].forEach((branch) => window.Sortable.create(branch, {
    group: "departments", animation: 120, fallbackOnBody: true, swapThreshold: 0.6, emptyInsertThreshold: 8, ghostClass: "is-ghost",
    onEnd: (event) => { if (event.to !== event.from || event.newIndex !== event.oldIndex) move(tree, event); },
  }));
};
