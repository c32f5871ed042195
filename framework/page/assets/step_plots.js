// The curves over the steps, or over the time.

function stepText(step) {
  return step.toLocaleString("en", { maximumFractionDigits: 0 });
}

// A unit of time in which `seconds` is a handy number.
function timeUnit(seconds) {
  if (seconds < 180) return { name: "s", seconds: 1 };
  return seconds < 3 * 3600 ? { name: "min", seconds: 60 } : { name: "h", seconds: 3600 };
}

// Seconds after the beginning at `step`, between the points of the run's clock.
function secondsAt(run, step) {
  const { steps, seconds } = run.clock;
  const next = steps.findIndex((each) => each >= step);
  if (next < 0) return seconds[seconds.length - 1];
  const before = next > 0 ? { step: steps[next - 1], seconds: seconds[next - 1] } : { step: 0, seconds: 0 };
  const share = (step - before.step) / Math.max(1e-9, steps[next] - before.step);
  return before.seconds + share * (seconds[next] - before.seconds);
}

// The points after which a run was resumed, as a series of its own.
function resumptions(line, run, x) {
  const marked = run.resumed.map((step) => line.x.findIndex((each) => each > step)).filter((i) => i >= 0);
  const at = (values) => marked.map((i) => values[i]);
  return marked.length === 0 ? [] : [{ run, style: "resumed", x: at(x), y: at(line.y) }];
}

function stepSpec(plot, state, logarithmic) {
  const runs = state.runs;
  const visible = plot.lines.filter((line) => state.isShown(line.run));
  const unit = state.overTime ? timeUnit(Math.max(0, ...runs.map((run) => run.clock.seconds.at(-1) ?? 0))) : null;
  const drawn = unit === null ? visible : visible.filter((line) => runs[line.run].clock.steps.length > 0);
  const ends = runs.map((run) => (unit === null ? run.last : (run.clock.seconds.at(-1) ?? 0) / unit.seconds));
  return {
    title: plot.title,
    series: drawn.flatMap((line) => {
      const run = runs[line.run];
      const x = unit === null ? line.x : line.x.map((step) => secondsAt(run, step) / unit.seconds);
      const style = line.x.length > 300 ? "dense" : "line";
      return [{ run, style, x, y: line.y }, ...resumptions(line, run, x)];
    }),
    x: {
      title: unit === null ? "step" : `time since the beginning in ${unit.name}`,
      range: state.zoom ?? [0, Math.max(...ends)], // the same for all plots
    },
    y: { logarithmic, include: plot.include },
    eachRun: true,
    text: unit === null ? (x) => `step ${stepText(x)}` : (x) => `${numberText(x)} ${unit.name}`,
  };
}

// A logarithmic axis helps where positive values differ by more than a factor of 5.
function wantsLogarithm(plot) {
  const positive = plot.lines.flatMap((line) => line.y.filter((value) => value > 0));
  const low = positive.reduce((a, b) => Math.min(a, b), Infinity);
  return positive.some((value) => value > 5 * low);
}

function startStepPlot(frame, plot, state) {
  const place = frame.querySelector(".plot");
  const toggle = frame.querySelector(".toggle");
  let logarithmic = plot.logarithmic && wantsLogarithm(plot);
  const draw = () => drawPlot(place, stepSpec(plot, state, logarithmic));
  toggle.hidden = !wantsLogarithm(plot);
  toggle.setAttribute("aria-pressed", String(logarithmic));
  toggle.addEventListener("click", () => {
    logarithmic = !logarithmic;
    toggle.setAttribute("aria-pressed", String(logarithmic));
    draw();
  });
  attachKeys(place);
  attachZoom(place, state.zoomTo);
  return draw;
}
