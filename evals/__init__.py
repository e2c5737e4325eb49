"""Measuring the answers: suites of cases, two stages (answer, score), comparison of versions, reports, benches."""
