/* Departments are moved by dragging; the server says no to a cycle, and the page is loaded again to show what is true. */
const move = async (tree, id, parent) => {
  const data = new FormData();
  data.set("csrf_token", tree.dataset.flCsrf);
  data.set("parent", parent);
  await fetch(`/setup/departments/${id}/move`, { method: "POST", body: data });
  location.reload();
};

export const startTree = () => {
  const tree = document.querySelector("[data-fl-orgtree]");
  if (!tree || !window.Sortable) return;
  [tree, ...tree.querySelectorAll("[data-fl-branch]")].forEach((branch) => window.Sortable.create(branch, {
    group: "departments", animation: 120, fallbackOnBody: true, swapThreshold: 0.6, emptyInsertThreshold: 8, ghostClass: "is-ghost",
    onEnd: ({ item, to, from }) => { if (to !== from) move(tree, item.dataset.flNode, to.dataset.flBranch); },
  }));
};
