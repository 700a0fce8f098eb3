/* What the setup's pages do beyond sending forms. Each part looks for its own data-fl-* attributes and does nothing elsewhere; without scripts
   every page still works by its buttons. */
import { startLines } from "./setup-lines.js";
import { startMatrix } from "./setup-matrix.js";
import { startPlan } from "./setup-plan.js";
import { startRows } from "./setup-rows.js";
import { startSuggestions } from "./setup-suggest.js";
import { startTree } from "./setup-tree.js";

const onChange = (event) => {
  const target = event.target;
  if (target.matches("[data-fl-submit]")) target.form.requestSubmit();
  if (target.matches("[data-fl-color]")) target.closest(".fl-colorpick").querySelector("[data-fl-dot]").className = `fl-opt d-${target.value}`;
  if (target.matches(".fl-iconpick input")) document.querySelector("[data-fl-iconshow] > i").className = `fa-solid ${target.value}`;
  if (target.matches("[data-fl-required]")) showFill(target);
  if (target.matches("[data-fl-shared]")) document.querySelector("#options").hidden = target.value !== "";
};

/* the value for records that have none is asked only when a field becomes required */
const showFill = (required) => {
  const fill = document.querySelector("[data-fl-fill]")?.closest(".fl-f");
  if (fill) fill.hidden = !required.checked && !fill.querySelector(".is-invalid");
};

/* the chosen type in sight, without moving the page */
const showChosenType = () => {
  const chosen = document.querySelector(".fl-typepick[aria-current]");
  const pane = chosen?.closest(".fl-typepane");
  if (pane) pane.scrollTop = chosen.offsetTop - pane.offsetTop - pane.clientHeight / 2;
};

document.addEventListener("change", onChange);
document.querySelectorAll("[data-fl-required]").forEach(showFill);
showChosenType();
for (const start of [startLines, startMatrix, startPlan, startRows, startSuggestions, startTree]) start();
