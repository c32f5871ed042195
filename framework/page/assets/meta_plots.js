// Pictures of meta-parameters, with a slider over the evaluations.

// A state's places are left out where they are those of the state before.
function fillPlaces(states) {
  states.forEach((state, i) => {
    if (!state.x && !state.labels && i > 0) Object.assign(state, { x: states[i - 1].x, labels: states[i - 1].labels });
  });
}

// The last state at or before `step`, or the first one.
function stateAt(states, step) {
  return states.findLast((state) => state.step <= step) ?? states[0];
}

function curveSpec(plot, lines, step, runs) {
  const name = plot.x_name || "x";
  const line = (each, state, style) => ({ run: runs[each.run], style, x: state.x ?? [], y: state.y });
  return {
    title: plot.title,
    series: lines.flatMap((each) => {
      const now = stateAt(each.states, step);
      const first = now === each.states[0] ? [] : [line(each, each.states[0], "faint")];
      return [line(each, now, "line"), ...first];
    }),
    x: { title: name },
    y: { include: lines.flatMap((each) => each.states.flatMap((state) => state.y)).filter(Number.isFinite) },
    eachRun: true,
    text: (x) => `${name} ${numberText(x)}`,
  };
}

// A dot for each label and run, with a line from where it was at the first evaluation.
function dotSpec(plot, lines, step, runs) {
  const names = [...new Set(plot.lines.flatMap((each) => each.states.flatMap((state) => state.labels ?? [])))];
  const series = lines.flatMap((each, i) => {
    const row = (label) => names.indexOf(label) + (i - (lines.length - 1) / 2) * (0.6 / lines.length);
    const dots = (state, style, mark) => ({
      run: runs[each.run], style, x: state.y, y: (state.labels ?? []).map(row), labels: state.y.map(() => mark),
    });
    const [first, now] = [each.states[0], stateAt(each.states, step)];
    const before = (label) => first.y[(first.labels ?? []).indexOf(label)] ?? null;
    const ways = (now.labels ?? []).map((label, k) => [before(label), now.y[k], row(label)]);
    const way = { run: runs[each.run], style: "interval",
      x: ways.flatMap(([from, to]) => [from, to, to]), y: ways.flatMap(([, , y]) => [y, y, null]) };
    return [way, dots(first, "rings", "at first"), dots(now, "dots", "")];
  });
  const values = lines.flatMap((each) => each.states.flatMap((state) => state.y)).filter(Number.isFinite);
  return { title: plot.title, series, x: { include: values }, y: { names } };
}

function startSlider(frame, plot, changed) {
  const steps = [...new Set(plot.lines.flatMap((line) => line.states.map((each) => each.step)))].sort((a, b) => a - b);
  const slider = frame.querySelector(".slider input");
  const output = frame.querySelector(".slider output");
  const step = () => steps[Number(slider.value)];
  const tell = () => {
    const first = plot.labels ? "hollow" : "thin";
    output.textContent = `step ${stepText(step())}` +
      (step() === steps[0] ? ", the first" : ` · ${first}: step ${stepText(steps[0])}`);
    slider.setAttribute("aria-valuetext", `step ${stepText(step())}`);
  };
  slider.max = steps.length - 1;
  slider.value = slider.max;
  slider.addEventListener("input", () => {
    tell();
    changed();
  });
  tell();
  return step;
}

function startMetaPlot(frame, plot, state) {
  const place = frame.querySelector(".plot");
  for (const line of plot.lines) fillPlaces(line.states);
  const step = startSlider(frame, plot, () => draw());
  if (!plot.labels) attachKeys(place);
  function draw() {
    const lines = plot.lines.filter((line) => state.isShown(line.run));
    drawPlot(place, (plot.labels ? dotSpec : curveSpec)(plot, lines, step(), state.runs));
  }
  return draw;
}

// A figure of dots, intervals and lines, as the page's data have it.
function startFigure(frame, plot, state) {
  return () => drawPlot(frame.querySelector(".plot"), {
    ...plot,
    series: plot.series.filter((series) => state.isShown(series.run))
      .map((series) => ({ ...series, run: state.runs[series.run] })),
  });
}
