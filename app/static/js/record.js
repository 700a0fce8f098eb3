// The record page: a closed related list fetches its records when it is opened. Until they are there, and whenever they cannot be had, its link to the
// whole list stands in their place.
import { $ } from "./dom.js";

const load = async (details) => {
  const part = $("[data-fl-part]", details);
  part.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(details.dataset.flLoad, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    part.innerHTML = await answer.text();
    details.removeAttribute("data-fl-load");
  } catch {
    // asked again when it is opened again
  }
  part.removeAttribute("aria-busy");
};

export const install = () => {
  document.addEventListener("toggle", (event) => { if (event.target.open && event.target.matches("details[data-fl-load]")) load(event.target); }, true);
};
