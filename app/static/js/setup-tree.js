/* A department that is dropped onto another one moves below it; dropped beside the tree, to the top. The server says no to a cycle. */
let dragged = null;

const move = async (tree, id, parent) => {
  const data = new FormData();
  data.set("csrf_token", tree.dataset.flCsrf);
  data.set("parent", parent);
  const answer = await fetch(`/setup/departments/${id}/move`, { method: "POST", body: data, headers: { Accept: "application/json" } });
  const { message } = await answer.json().catch(() => ({ message: "" }));
  if (message) window.fl?.toast(message, { stay: !answer.ok });
  if (answer.ok) location.reload();
};

/* where it would go: a link of another department, or the pane itself for the top; null where it cannot */
const target = (pane, element) => {
  const link = element.closest("[data-fl-nodelink]");
  if (!link) return pane;
  return dragged.contains(link) ? null : link;
};

const mark = (pane, place) => {
  pane.querySelectorAll(".is-drop").forEach((one) => one.classList.remove("is-drop"));
  place?.classList.add("is-drop");
  pane.classList.toggle("is-drop", place === pane);
};

export const startTree = () => {
  const tree = document.querySelector("[data-fl-orgtree]");
  if (!tree) return;
  const pane = tree.parentElement;
  tree.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-fl-node]") ?? null;
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  pane.addEventListener("dragover", (event) => {
    const place = dragged && target(pane, event.target);
    if (!place) return;
    event.preventDefault();
    mark(pane, place);
  });
  pane.addEventListener("drop", (event) => {
    const place = dragged && target(pane, event.target);
    if (!place) return;
    event.preventDefault();
    move(tree, dragged.dataset.flNode, place === pane ? "0" : place.closest("[data-fl-node]").dataset.flNode);
  });
  document.addEventListener("dragend", () => { dragged = null; mark(pane, null); });
};
