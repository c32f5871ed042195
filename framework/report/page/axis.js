// Scales, ticks and the texts of numbers.

function withExponent(value, digits) {
  const [mantissa, exponent] = value.toExponential(digits).split("e");
  const raised = (character) => (character === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(character)]);
  const power = "10" + [...String(Number(exponent))].map(raised).join("");
  const factor = String(Number(mantissa));
  if (factor === "1") return power;
  return (factor === "-1" ? "−" : factor.replace("-", "−") + " × ") + power;
}

// A value as a readout has it: four significant digits.
function numberText(value) {
  if (value === null || value === undefined) return "not finite";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return withExponent(value, 3);
  const digits = Math.max(0, 3 - Math.floor(Math.log10(size)));
  return value.toLocaleString("en", { maximumFractionDigits: digits }).replace("-", "−");
}

function stepText(step) {
  return step.toLocaleString("en", { maximumFractionDigits: 0 });
}

// Ticks 1, 2 or 5 times a power of ten apart, about `count` of them between `low` and `high`, if so wished `whole`.
function linearTicks(low, high, count, whole = false) {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  let distance = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.999);
  if (whole) distance = Math.max(1, Math.round(distance));
  const decimals = Math.max(0, -Math.floor(Math.log10(distance) + 1e-9));
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const ticks = [];
  for (let i = Math.ceil(low / distance - 1e-9); i * distance <= high + distance * 1e-9; ++i) {
    const value = i * distance;
    const plain = largest < 1e6 && largest >= 1e-3;
    const text = value === 0 ? "0"
      : plain ? value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
        : withExponent(value, 3);
    ticks.push({ value, text: text.replace("-", "−") });
  }
  return ticks;
}

// Powers of ten; also 2 and 5 times them where there are few.
function logarithmicTicks(low, high, count) {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const factors = last - first <= 2 ? [1, 2, 5] : [1];
  const stride = Math.max(1, Math.ceil((last - first) / count));
  const ticks = [];
  for (let power = first; power <= last; power += stride) {
    for (const factor of factors) {
      const value = factor * 10 ** power;
      if (value < low * 0.999 || value > high * 1.001) continue;
      const plain = power >= -3 && power <= 4;
      ticks.push({ value, text: plain ? String(Number(value.toPrecision(3))) : withExponent(value, 0) });
    }
  }
  return ticks.length >= 2 ? ticks : linearTicks(low, high, count);
}

// From values to pixels: `begin` is where `low` is, `end` where `high` is.
function makeScale(low, high, begin, end, logarithmic) {
  const place = logarithmic ? Math.log : (value) => value;
  const range = place(high) - place(low);
  const scale = (value) => begin + ((place(value) - place(low)) / range) * (end - begin);
  scale.low = low;
  scale.high = high;
  return scale;
}

// The range that an axis shows of `values`: with some room, and never of no length.
function paddedRange(values, logarithmic) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return null;
  if (logarithmic) {
    const room = Math.max(1.05, (high / low) ** 0.04);
    return [low / room, high * room];
  }
  const room = high > low ? (high - low) * 0.05 : Math.abs(high) * 0.1 || 1;
  return [low - room, high + room];
}

// A unit of time in which `seconds` is a handy number.
function timeUnit(seconds) {
  if (seconds < 180) return { name: "s", seconds: 1 };
  if (seconds < 3 * 3600) return { name: "min", seconds: 60 };
  return { name: "h", seconds: 3600 };
}
