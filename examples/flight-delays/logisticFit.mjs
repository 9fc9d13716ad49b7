/**
 * Maximum-likelihood weights of a logistic regression by Newton's method (iteratively reweighted least squares) with a ridge of 1e-4
 * a row on every weight but the first. `rows` holds `width` terms a row, the first of them 1.
 */
export function logisticFit(rows, labels, width, { ridge = 1e-4, iterations = 25, tolerance = 1e-8 } = {}) {
  const weights = new Float64Array(width);
  const gradient = new Float64Array(width);
  const hessian = new Float64Array(width * width);
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    gradient.fill(0);
    hessian.fill(0);
    for (let row = 0, at = 0; row < labels.length; row += 1, at += width) {
      let sum = 0;
      for (let term = 0; term < width; term += 1) sum += rows[at + term] * weights[term];
      const score = 1 / (1 + Math.exp(-sum));
      const miss = labels[row] - score;
      const spread = score * (1 - score);
      for (let left = 0; left < width; left += 1) {
        const value = rows[at + left];
        if (value === 0) continue;
        gradient[left] += value * miss;
        const scaled = value * spread;
        for (let right = 0; right <= left; right += 1) hessian[left * width + right] += scaled * rows[at + right];
      }
    }
    for (let term = 1; term < width; term += 1) {
      gradient[term] -= ridge * labels.length * weights[term];
      hessian[term * width + term] += ridge * labels.length;
    }
    const step = choleskySolve(hessian, gradient, width);
    for (let term = 0; term < width; term += 1) weights[term] += step[term];
    if (step.every((part) => Math.abs(part) < tolerance)) return weights;
  }
  throw new Error(`the fit did not settle in ${String(iterations)} steps`);
}

/** Solves A x = b for a positive definite A of which the lower half is given. */
function choleskySolve(matrix, vector, width) {
  const lower = new Float64Array(width * width);
  for (let row = 0; row < width; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[row * width + column];
      for (let inner = 0; inner < column; inner += 1) sum -= lower[row * width + inner] * lower[column * width + inner];
      lower[row * width + column] = row === column ? Math.sqrt(sum) : sum / lower[column * width + column];
    }
  }
  const solution = Float64Array.from(vector);
  for (let row = 0; row < width; row += 1) {
    for (let inner = 0; inner < row; inner += 1) solution[row] -= lower[row * width + inner] * solution[inner];
    solution[row] /= lower[row * width + row];
  }
  for (let row = width - 1; row >= 0; row -= 1) {
    for (let inner = row + 1; inner < width; inner += 1) solution[row] -= lower[inner * width + row] * solution[inner];
    solution[row] /= lower[row * width + row];
  }
  return solution;
}
