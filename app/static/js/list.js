// The list: selection with its bar, the row cursor of the keyboard, parts swapped by htmx.
import { $, $$ } from "./dom.js";

const boxes = () => $$("tr[data-row-id] .fl-sel .form-check-input");
let last = null;                                                   // the box clicked before, where a range with Shift begins

export const sync = () => {
  const all = boxes(), on = all.filter((box) => box.checked), head = $("[data-fl-all]"), bar = $(".fl-bulk");
  for (const box of all) box.closest("tr").setAttribute("aria-selected", box.checked);
  if (head) { head.checked = on.length > 0 && on.length === all.length; head.indeterminate = on.length > 0 && on.length < all.length; }
  if (bar) { bar.classList.toggle("is-on", on.length > 0); $("[data-fl-n]", bar).textContent = on.length; }
};

const select = (box, range) => {
  const all = boxes(), at = all.indexOf(box);
  if (range && last !== null) for (const one of all.slice(Math.min(at, last), Math.max(at, last) + 1)) one.checked = box.checked;
  last = at;
  sync();
};

export const moveCursor = (step) => {
  const rows = $$("tr[data-row-id]");
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.classList.contains("is-cursor"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
  for (const row of rows) row.classList.toggle("is-cursor", row === next);
  next.scrollIntoView({ block: "nearest" });
};

export const cursor = () => $("tr.is-cursor");

export const install = () => {
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (target.matches("[data-fl-all]")) { for (const box of boxes()) box.checked = target.checked; sync(); }
    if (target.matches("tr[data-row-id] .fl-sel .form-check-input")) select(target, event.shiftKey);
    if (target.closest("[data-fl-none]")) { for (const box of boxes()) box.checked = false; sync(); }
  });
  addEventListener("pageshow", sync);                              // the browser restores ticked boxes when one comes back
  // A page that is not a list any more (logged out, error) replaces the whole page instead of the part.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    if (target.id === "fl-list" && (xhr.status >= 400 || !xhr.responseText.includes('id="fl-list"'))) { event.preventDefault(); location.href = xhr.responseURL; }
  });
};

export const start = () => { last = null; sync(); };
