"use strict";

/** Designs of a sweep: their quantities, which of them are selected, and which of those are best. No drawing. */
const Designs = (() => {
  const { data, number } = Report;
  const WIDE = 50; // greatest over least from which an axis is logarithmic
  const FRONT = 0;
  const FEASIBLE = 1;

  const count = data.names.length;
  const all = Array.from({ length: count }, (_, i) => i);
  const columns = data.columns.map(prepared);
  const byName = new Map(columns.map((column) => [column.id.toLowerCase(), column]));

  /** Adds to a column what charts need: a number for each design (words by their index), extent, and scale. */
  function prepared(column) {
    const isText = Boolean(column.words);
    const values = isText ? column.index.map((i) => (column.words[i] === "" ? null : i))
      : Array.isArray(column.numbers) ? column.numbers : new Array(count).fill(column.numbers);
    const known = values.filter((v) => v !== null);
    const low = known.reduce((a, b) => Math.min(a, b), Infinity);
    const high = known.reduce((a, b) => Math.max(a, b), -Infinity);
    return {
      ...column, isText, values, low, high,
      distinct: new Set(known).size,
      isWhole: !isText && column.role === "parameter" && known.every(Number.isInteger),
      isLog: !isText && low > 0 && high / low > WIDE,
      text: (i) => (isText ? column.words[column.index[i]] : number(values[i])),
      range: (i) => (column.p10 && column.p10[i] !== null ? [column.p10[i], column.p90[i]] : null),
    };
  }

  const OPERATORS = {
    "<=": (a, b) => a <= b, ">=": (a, b) => a >= b, "!=": (a, b) => a !== b,
    "<": (a, b) => a < b, ">": (a, b) => a > b, "=": (a, b) => a === b,
  };

  function comparison(name, operator, limit) {
    const column = byName.get(name.toLowerCase());
    if (!column) {
      throw new Error(`There is no quantity called ${name}; the table has their names below its headings.`);
    }
    const compare = OPERATORS[operator];
    if (column.isText) {
      return (i) => compare(column.text(i).toLowerCase(), limit.toLowerCase());
    }
    const value = Number(limit);
    if (Number.isNaN(value)) {
      throw new Error(`${column.id} is a number, but ${limit} is not.`);
    }
    return (i) => column.values[i] !== null && compare(column.values[i], value);
  }

  function mention(word) {
    const wanted = word.toLowerCase();
    const texts = columns.filter((c) => c.isText);
    return (i) =>
      data.names[i].toLowerCase().includes(wanted) || texts.some((c) => c.text(i).toLowerCase().includes(wanted));
  }

  /** Returns a test of designs for the words of a filter, and what is wrong with those that it leaves out. */
  function filter(text) {
    const words = text.trim().replace(/\s+(<=|>=|!=|<|>|=)\s+/g, "$1").split(/\s+/).filter(Boolean);
    const tests = [];
    const problems = [];
    for (const word of words) {
      const found = /^(.+?)(<=|>=|!=|<|>|=)(.+)$/.exec(word);
      try {
        tests.push(found ? comparison(found[1], found[2], found[3]) : mention(word));
      } catch (problem) {
        problems.push(problem.message);
      }
    }
    return { passes: (i) => tests.every((test) => test(i)), problem: problems.join(" ") };
  }

  /** Returns a test for a choice of the list "Show". */
  function standing(choice) {
    const tests = {
      front: (s) => s === FRONT,
      feasible: (s) => s <= FEASIBLE,
      rest: (s) => s > FEASIBLE,
    };
    const test = tests[choice] || (() => true);
    return (i) => test(data.standing[i]);
  }

  /** Returns a test for ranges of columns, as a brush makes them. */
  function within(brushes) {
    const ranges = [...brushes];
    return (i) => ranges.every(([column, intervals]) => {
      const value = column.values[i];
      return value !== null && intervals.some(([low, high]) => value >= low && value <= high);
    });
  }

  const isFeasible = (i) => data.standing[i] <= FEASIBLE;
  const isFront = (i) => data.standing[i] === FRONT;
  const sign = (column) => (column.better === "max" ? -1 : 1);

  /** Returns the feasible designs that no other beats on two axes, in order of the first; none without directions. */
  function frontOf(x, y, designs) {
    if (!x.better || !y.better) {
      return [];
    }
    const sorted = designs
      .filter(isFeasible)
      .sort((a, b) => sign(x) * (x.values[a] - x.values[b]) || sign(y) * (y.values[a] - y.values[b]));
    let best = Infinity;
    return sorted.filter((i) => {
      const value = sign(y) * y.values[i];
      const isBetter = value < best;
      best = Math.min(best, value);
      return isBetter;
    });
  }

  /** Returns at most so many designs, evenly over the list. */
  function sample(designs, most) {
    const step = designs.length / most;
    return step <= 1 ? designs : Array.from({ length: most }, (_, i) => designs[Math.floor(i * step)]);
  }

  /** Returns designs in groups by a key, in order of the key. */
  function groups(designs, key) {
    const found = new Map();
    for (const i of designs) {
      const k = key(i);
      const group = found.get(k);
      if (group) {
        group.push(i);
      } else {
        found.set(k, [i]);
      }
    }
    return [...found].sort((a, b) => a[0] - b[0]);
  }

  /** Returns steps of a column for a heat map: its values, or ranges if there are more than so many. */
  function steps(column, most) {
    if (column.isText) {
      return { labels: column.words, of: (i) => column.values[i] };
    }
    const values = [...new Set(column.values.filter((v) => v !== null))].sort((a, b) => a - b);
    if (values.length <= most) {
      const index = new Map(values.map((v, i) => [v, i]));
      return { labels: values.map(number), of: (i) => index.get(column.values[i]) ?? null };
    }
    const at = column.isLog ? Math.log : (v) => v;
    const back = column.isLog ? Math.exp : (v) => v;
    const [low, high] = [at(column.low), at(column.high)];
    const edge = (k) => back(low + ((high - low) * k) / most);
    return {
      labels: Array.from({ length: most }, (_, k) => `${number(edge(k))} – ${number(edge(k + 1))}`),
      of: (i) => {
        const v = column.values[i];
        return v === null ? null : Math.min(most - 1, Math.floor(((at(v) - low) / (high - low)) * most));
      },
    };
  }

  return {
    all, columns, count, filter, frontOf, groups, isFeasible, isFront, sample, sign, standing, steps, within,
    STANDINGS: ["front", "feasible", "infeasible", "invalid"],
  };
})();
