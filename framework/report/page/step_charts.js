// The curves over the steps, or over the time.

// Seconds after the beginning at `step`, between the points of the run's clock.
function secondsAt(run, step) {
  const { steps, seconds } = run.clock;
  if (steps.length === 0) return null;
  const next = steps.findIndex((each) => each >= step);
  if (next < 0) return seconds[seconds.length - 1];
  const before = next > 0 ? { step: steps[next - 1], seconds: seconds[next - 1] } : { step: 0, seconds: 0 };
  const share = (step - before.step) / Math.max(1e-9, steps[next] - before.step);
  return before.seconds + share * (seconds[next] - before.seconds);
}

// The x of a line's points: its steps, or the time at them.
function placesOf(line, run, unit) {
  if (unit === null) return line.x;
  if (!line.times) line.times = line.x.map((step) => secondsAt(run, step));
  return line.times.map((seconds) => seconds / unit.seconds);
}

function chartSpec(chart, state, logarithmic) {
  const runs = state.runs;
  const visible = chart.lines.filter((line) => state.isShown(line.run));
  const ends = visible.map((line) => runs[line.run].clock.seconds.at(-1) ?? 0);
  const unit = state.overTime ? timeUnit(Math.max(0, ...ends)) : null;
  const timed = unit === null ? visible : visible.filter((line) => runs[line.run].clock.steps.length > 0);
  const last = Math.max(...visible.map((line) => runs[line.run].last));
  const marks = visible.flatMap((line) => runs[line.run].resumed.map((step) => ({
    x: unit === null ? step : secondsAt(runs[line.run], step) / unit.seconds,
    run: runs[line.run],
    title: `${runs[line.run].label} resumed after step ${stepText(step)}`,
  })));
  return {
    title: chart.title,
    lines: timed.map((line) => ({ run: runs[line.run], x: placesOf(line, runs[line.run], unit), y: line.y })),
    xRange: [0, unit === null ? last : Math.max(...ends) / unit.seconds], // the same for all charts
    xTitle: unit === null ? "step" : `time since the beginning in ${unit.name}`,
    xText: unit === null ? (x) => `step ${stepText(x)}` : (x) => `${numberText(x)} ${unit.name}`,
    wholeX: unit === null,
    logarithmic,
    include: logarithmic ? [] : chart.include,
    marks,
  };
}

// How far each run goes, over all charts.
function findLastSteps(data) {
  for (const run of data.runs) run.last = run.clock.steps.at(-1) ?? 0;
  for (const line of data.charts.flatMap((chart) => chart.lines)) {
    data.runs[line.run].last = Math.max(data.runs[line.run].last, line.x.at(-1) ?? 0);
  }
}

// A logarithmic axis helps where positive values differ by more than a factor of 5.
function wantsLogarithm(chart) {
  const positive = chart.lines.flatMap((line) => line.y.filter((value) => value !== null && value > 0));
  if (positive.length < 2) return false;
  const [low, high] = [positive.reduce((a, b) => Math.min(a, b)), positive.reduce((a, b) => Math.max(a, b))];
  return high > 5 * low;
}

function startStepChart(frame, chart, state) {
  const plot = frame.querySelector(".plot");
  const useful = wantsLogarithm(chart);
  let logarithmic = chart.logarithmic && useful;
  let geometry = null;
  plot.tabIndex = 0;
  plot.setAttribute("role", "group");
  plot.setAttribute("aria-label", `${chart.title}; the arrow keys read values`);
  const hide = attachReadout(plot, () => geometry);
  function draw() {
    if (plot.clientWidth === 0) return;
    hide();
    geometry = drawLinePlot(plot, chartSpec(chart, state, logarithmic));
  }
  if (useful) {
    const button = make("button", { type: "button", class: "toggle", "aria-pressed": String(logarithmic) }, "log");
    button.title = "logarithmic axis; values that are not positive are left out";
    button.addEventListener("click", () => {
      logarithmic = !logarithmic;
      button.setAttribute("aria-pressed", String(logarithmic));
      draw();
    });
    frame.querySelector(".chart-head").append(button);
  }
  return draw;
}
