// What is shown: which runs, and over what.

function runChip(run, index, state) {
  const chip = make("button", { type: "button", class: "chip", "aria-pressed": "true" }, swatch(run), run.label);
  chip.addEventListener("click", () => {
    const shown = !state.isShown(index);
    chip.setAttribute("aria-pressed", String(shown));
    if (shown) state.hidden.delete(index);
    else state.hidden.add(index);
    state.changed();
  });
  return chip;
}

function axisChoice(state) {
  const choices = [["steps", false], ["time", true]].map(([text, overTime]) => {
    const radio = make("input", { type: "radio", name: "axis" });
    radio.checked = overTime === state.overTime;
    radio.addEventListener("change", () => {
      state.overTime = overTime;
      state.changed();
    });
    return make("label", {}, radio, text);
  });
  return make("fieldset", { class: "axis-choice" }, make("legend", { class: "unseen" }, "Curves over"), ...choices);
}

function startControls(place, state) {
  if (state.runs.length > 1) {
    const chips = state.runs.map((run, index) => runChip(run, index, state));
    place.append(make("div", { class: "chips", role: "group", "aria-label": "Runs that the plots show" }, ...chips));
  }
  if (state.runs.some((run) => run.clock.steps.length > 1)) place.append(axisChoice(state));
}
