// Pictures of meta-parameters, with a slider over the evaluations.

// A state's places are left out where they are those of the state before.
function fillPlaces(states) {
  let before = {};
  for (const state of states) {
    if (!state.x && !state.labels) Object.assign(state, { x: before.x, labels: before.labels });
    before = state;
  }
}

// The last state at or before `step`, or the first one.
function stateAt(states, step) {
  return states.findLast((state) => state.step <= step) || states[0];
}

function curveSpec(chart, lines, step, runs) {
  const line = (each, state, faint) => ({ run: runs[each.run], x: state.x, y: state.y, faint });
  return {
    title: chart.title,
    lines: lines.flatMap((each) => {
      const now = stateAt(each.states, step);
      const strong = line(each, now, false);
      return now === each.states[0] ? [strong] : [line(each, each.states[0], true), strong];
    }),
    rangeOf: lines.flatMap((each) => each.states.flatMap((state) => state.y)),
    xTitle: chart.x_name || "x",
    xText: (x) => `${chart.x_name || "x"} ${numberText(x)}`,
    logarithmic: false,
  };
}

function dotSpec(chart, lines, step, runs) {
  const byLabel = (state) => new Map((state.labels || []).map((label, i) => [label, state.y[i]]));
  return {
    title: chart.title,
    labels: [...new Set(lines.flatMap((each) => each.states.flatMap((state) => state.labels || [])))],
    lines: lines.map((each) => ({
      run: runs[each.run],
      first: byLabel(each.states[0]),
      now: byLabel(stateAt(each.states, step)),
    })),
    range: lines.flatMap((each) => each.states.flatMap((state) => state.y)),
  };
}

function makeSlider(chart, steps, changed) {
  const slider = make("input", { type: "range", min: 0, max: steps.length - 1, value: steps.length - 1, step: 1 });
  slider.setAttribute("aria-label", `${chart.title}: evaluation`);
  const text = make("output", {});
  const box = make("div", { class: "slider" }, slider, text);
  const tell = () => {
    const step = stepText(steps[Number(slider.value)]);
    const first = chart.labels ? "hollow" : "thin";
    const isFirst = Number(slider.value) === 0;
    text.textContent = `step ${step}` + (isFirst ? ", the first" : ` · ${first}: step ${stepText(steps[0])}`);
    slider.setAttribute("aria-valuetext", `step ${step}`);
  };
  slider.addEventListener("input", () => {
    tell();
    changed();
  });
  tell();
  return { box, step: () => steps[Number(slider.value)] };
}

function startMetaChart(frame, chart, state) {
  const plot = frame.querySelector(".plot");
  for (const line of chart.lines) fillPlaces(line.states);
  const steps = [...new Set(chart.lines.flatMap((line) => line.states.map((each) => each.step)))].sort((a, b) => a - b);
  let geometry = null;
  let hide = () => {};
  const slider = makeSlider(chart, steps, () => draw());
  plot.after(slider.box);
  if (!chart.labels) {
    plot.tabIndex = 0;
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", `${chart.title}; the arrow keys read values`);
    hide = attachReadout(plot, () => geometry);
  }
  function draw() {
    if (plot.clientWidth === 0) return;
    hide();
    const lines = chart.lines.filter((line) => state.isShown(line.run));
    if (chart.labels) drawDotPlot(plot, dotSpec(chart, lines, slider.step(), state.runs));
    else geometry = drawLinePlot(plot, curveSpec(chart, lines, slider.step(), state.runs));
  }
  return draw;
}
