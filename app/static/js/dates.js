// A calendar on an input that is typed into as well. What is not a moment of its format, such as 31 February, stays as it was typed: the server says what is wrong.
// flatpickr alone would make 3 March of it, or empty the input.

const FORMATS = { date: "Y-m-d", datetime: "Y-m-d H:i", time: "H:i" };

const exact = (text, kind, seconds) => {
  const day = kind === "time" ? "" : "\\d{4}-\\d\\d-\\d\\d", hour = kind === "date" ? "" : `\\d\\d:\\d\\d${seconds ? ":\\d\\d" : ""}`;
  if (!new RegExp(`^${[day, hour].filter(Boolean).join(" ")}$`).test(text)) return false;
  const moment = new Date(day ? text.replace(" ", "T") + (hour ? "" : "T00:00") : `2000-01-01T${text}`);
  return !Number.isNaN(moment.getTime()) && (!day || moment.getDate() === Number(text.slice(8, 10)));
};

export const dress = (input, locale) => {
  const kind = input.dataset.flDate || "date", before = input.value, seconds = /\d:\d\d:\d\d/.test(before), format = FORMATS[kind] + (seconds ? ":S" : "");
  let typed = null;                                                // a text that is no moment: stays until a day is picked or something else is typed
  const hear = (text) => { typed = text === "" || exact(text, kind, seconds) ? null : text; };
  hear(before);
  if (typed !== null) input.value = "";
  const box = window.flatpickr(input, {
    dateFormat: format, enableSeconds: seconds, enableTime: kind !== "date", noCalendar: kind === "time", time_24hr: true, allowInput: true, disableMobile: true,
    locale: locale || "default",
    onValueUpdate: () => { if (typed !== null) input.value = typed; },
    onChange: (dates) => { typed = null; input.value = dates.length ? box.formatDate(dates[0], format) : ""; },
  });
  const setDate = box.setDate;
  box.setDate = (date, ...rest) => {
    if (typeof date === "string") hear(date.trim());
    if (typed === null) setDate(date, ...rest);
    else input.value = typed;
  };
  input.addEventListener("input", () => hear(input.value.trim()));
  input.value = before;
};
