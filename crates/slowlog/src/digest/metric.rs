//! One figure of the executions of a group: its sum, bounds, spread and percentiles.

use super::distribution::Distribution;

/// What is kept of one figure. Sums are whole numbers, so that no order of adding changes them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Metric {
    pub(crate) count: u64,
    pub(crate) sum: u128,
    sum_of_squares: u128,
    pub(crate) min: u64,
    pub(crate) max: u64,
    distribution: Distribution,
}

/// A figure's summary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct MetricSummary {
    pub(crate) sum: u64,
    pub(crate) min: u64,
    pub(crate) max: u64,
    pub(crate) mean: f64,
    pub(crate) median: u64,
    pub(crate) p95: u64,
    pub(crate) p99: u64,
    /// Of all, not of a sample.
    pub(crate) stddev: f64,
    /// Whether the percentiles are exact; else they are within [`super::RELATIVE_ERROR`].
    pub(crate) is_exact: bool,
}

impl Metric {
    /// Adds values.
    pub(crate) fn add_all(&mut self, values: &[u64]) {
        let Some(&first) = values.first() else { return };
        let (mut min, mut max, mut sum, mut sum_of_squares) = (first, first, 0_u128, 0_u128);
        for &value in values {
            min = min.min(value);
            max = max.max(value);
            sum += u128::from(value);
            sum_of_squares = sum_of_squares.saturating_add(u128::from(value) * u128::from(value));
        }
        self.min = if self.count == 0 { min } else { self.min.min(min) };
        self.max = self.max.max(max);
        self.count += values.len() as u64;
        self.sum += sum;
        self.sum_of_squares = self.sum_of_squares.saturating_add(sum_of_squares);
        self.distribution.add_all(values, min..=max);
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        self.min = if self.count == 0 { other.min } else { self.min.min(other.min) };
        self.max = self.max.max(other.max);
        self.count += other.count;
        self.sum += other.sum;
        self.sum_of_squares = self.sum_of_squares.saturating_add(other.sum_of_squares);
        self.distribution.merge(&other.distribution);
    }

    /// Variance by mean, of values in millionths (seconds from microseconds): how unsteady it is.
    pub(crate) fn variance_to_mean(&self) -> f64 {
        let mean = self.mean() / 1e6;
        if mean > 0.0 { self.variance() / 1e12 / mean } else { 0.0 }
    }

    pub(crate) fn mean(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum as f64 / self.count as f64 }
    }

    fn variance(&self) -> f64 {
        if self.count == 0 {
            return 0.0;
        }
        let count = u128::from(self.count);
        // In whole numbers as long as they fit: the difference of two large floats would be noise.
        let exact = count
            .checked_mul(self.sum_of_squares)
            .zip(self.sum.checked_mul(self.sum))
            .map(|(squares, square)| squares.saturating_sub(square) as f64 / count as f64 / count as f64);
        exact.unwrap_or_else(|| {
            let mean = self.mean();
            (self.sum_of_squares as f64 / self.count as f64 - mean * mean).max(0.0)
        })
    }

    /// About how many bytes it takes besides its own.
    pub(crate) fn weight(&self) -> usize {
        self.distribution.weight()
    }

    /// None when no execution has the figure.
    pub(crate) fn summary(&self) -> Option<MetricSummary> {
        let [median, p95, p99] = self.distribution.percentiles([0.5, 0.95, 0.99])?;
        let within = |value: u64| value.clamp(self.min, self.max);
        Some(MetricSummary {
            sum: u64::try_from(self.sum).unwrap_or(u64::MAX),
            min: self.min,
            max: self.max,
            mean: self.mean(),
            stddev: self.variance().sqrt(),
            median: within(median),
            p95: within(p95),
            p99: within(p99),
            is_exact: self.distribution.is_exact(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figures_summary() {
        let mut metric = Metric::default();
        metric.add_all(&[2, 4, 4, 4, 5]);
        metric.add_all(&[5, 7, 9]);
        metric.add_all(&[]);
        let found = metric.summary().unwrap();
        assert_eq!((metric.count, found.sum, found.min, found.max), (8, 40, 2, 9));
        assert_eq!((found.mean, found.stddev, found.median, found.p95), (5.0, 2.0, 4, 9));
        assert_eq!(Metric::default().summary(), None);
    }

    /// Squares of nanosecond differences between values of hours vanish in floats.
    #[test]
    fn the_spread_of_large_values_is_right() {
        let mut metric = Metric::default();
        metric.add_all(&[3_600_000_000_000_001, 3_600_000_000_000_003]);
        assert_eq!(metric.summary().unwrap().stddev, 1.0);
    }
}
