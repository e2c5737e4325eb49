"""coach eval: measure the answers, compare versions, and hold the line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from assistant.app import build_assistant
from assistant.errors import BadInput
from ui.cli.console import Context, clean, progress, show_json

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("eval")
def command() -> None:
    """Measure the answers, compare versions, and hold the line."""


@command.command("list")
@JSON
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """List the suites: those of the home and the shipped ones."""
    from evals import cases

    rows = []
    for path in cases.every(context.settings().home):
        suite = cases.read(path)
        kinds: dict[str, int] = {}
        for case in suite.cases:
            kinds[case.kind] = kinds.get(case.kind, 0) + 1
        rows.append(
            {
                "name": suite.name,
                "kind": suite.kind,
                "cases": len(suite.cases),
                "kinds": kinds,
                "thresholds": len(suite.thresholds),
                "path": str(path),
                "description": " ".join(suite.description.split()),
            }
        )
    if as_json:
        show_json(rows)
        return
    for row in rows:
        click.echo(
            clean(
                f"{row['name']}  ({row['kind']}, {row['cases']} cases, {row['thresholds']} thresholds)\n    {row['description']}"
            )
        )


@command.command()
@click.argument("suites", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every suite but those ending in -dev.")
@click.option("--model", help="Another chat model for this run, or none.")
@click.option("--limit", type=click.IntRange(1), help="So many cases at most; thresholds are not judged then.")
@click.option("--repeats", type=click.IntRange(1, 100), default=1, show_default=True, help="Ask each case so often.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Questions at once (default: by the model).")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder of the run (default: in the home)."
)
@click.option("--again", is_flag=True, help="A new run of a version that was asked before.")
@click.option("--retry-failed", is_flag=True, help="Ask again what failed.")
@JSON
@click.pass_obj
def run(
    context: Context,
    suites: tuple[str, ...],
    every: bool,
    model: str | None,
    limit: int | None,
    repeats: int,
    jobs: int | None,
    out: Path | None,
    again: bool,
    retry_failed: bool,
    as_json: bool,
) -> None:
    """Ask every case of the suites once, score the answers, and judge the thresholds.

    A run that was stopped goes on where it was. Exit code 1 when a threshold is missed.
    """
    from evals import cases, run, score, table

    settings = context.settings(model)
    names = suites or tuple(
        str(path) for path in cases.every(settings.home) if every and not path.stem.endswith("-dev")
    )
    if not names:
        raise click.UsageError("name a suite, or give --all; `coach eval list` shows them")
    read = [cases.read(cases.find(name, settings.home)) for name in names]
    for suite in read:
        if not suite.cases:
            raise BadInput(
                f"{suite.path}: all {suite.drafts} cases are drafts; finish some and remove their `status: draft`"
            )
    documents: list[dict[str, Any]] = []
    missed = False
    with progress() as report:
        assistant = build_assistant(settings, report)
        try:
            for suite in read:
                folder = out / suite.name if out else run.folder_for(assistant, suite, again=again)
                found = run.ask_all(
                    assistant,
                    suite,
                    folder,
                    limit=limit,
                    repeats=repeats,
                    jobs=jobs,
                    retry_failed=retry_failed,
                    progress=report,
                )
                scores = score.score(found.suite, found.answers, found.context)
                score.save(folder, scores)
                missed |= scores.missed
                documents.append(
                    {
                        "suite": suite.name,
                        "folder": str(folder),
                        "version": dict(found.fingerprint),
                        **score.as_json(scores),
                    }
                )
                if not as_json:
                    click.echo(clean(table.scores(found, scores)))
        finally:
            assistant.close()
    if as_json:
        show_json(documents[0] if len(documents) == 1 else documents)
    if missed:
        raise click.exceptions.Exit(1)


@command.command()
@click.option("--suite", default="", help="Only the runs of this suite.")
@JSON
@click.pass_obj
def runs(context: Context, suite: str, as_json: bool) -> None:
    """List the runs of the home, newest first: version, how many cases, thresholds."""
    from evals import shelf

    found = shelf.runs(context.settings().home, suite)
    if as_json:
        show_json(shelf.as_json(found))
    else:
        click.echo(clean(shelf.text(found)))


@command.command("score")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--suite", help="Score by this suite's expectations instead of those that were asked.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="For answers from a file: the folder of their run."
)
@JSON
@click.pass_obj
def score_(context: Context, folder: Path, suite: str | None, out: Path | None, as_json: bool) -> None:
    """Score a run again from its file, or a JSONL file of answers that people or another system wrote; nothing is asked.

    A row of such a file is {"case": id, "answer": text}, and may have kind, steps, citations; it needs --suite, and is kept
    as a run in --out or in the home. Exit code 1 when a threshold is missed.
    """
    from evals import cases, foreign, score, table

    other = cases.read(cases.find(suite, context.settings().home)) if suite else None
    if folder.is_file():
        if other is None:
            raise click.UsageError("answers from a file need --suite")
        folder = _foreign(context, folder, foreign.read(folder), other, out)
    found = _run(context, folder, other)
    scores = score.score(found.suite, found.answers, found.context)
    if not scores.asked:
        raise BadInput(f"{folder} answers no case of the suite {found.suite.name!r}")
    score.save(folder, scores)
    if as_json:
        show_json(
            {
                "suite": found.suite.name,
                "folder": str(folder),
                "version": dict(found.fingerprint),
                **score.as_json(scores),
            }
        )
    else:
        click.echo(clean(table.scores(found, scores)))
    if scores.missed:
        raise click.exceptions.Exit(1)


@command.command()
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write a page with both answers side by side."
)
@JSON
@click.pass_obj
def compare(context: Context, a: Path, b: Path, out: Path | None, as_json: bool) -> None:
    """Compare run B with run A (folders, or their names in the home). Exit code 1 when B is worse."""
    from evals import compare as comparing

    found = comparing.compare(_run(context, a), _run(context, b))
    if not found.differences:
        raise BadInput(f"{a} and {b} have no answered case in common")
    if as_json:
        show_json(comparing.as_json(found))
    else:
        click.echo(clean(comparing.text(found)))
    if out is not None:
        from evals.report import comparison

        out.write_text(comparison(found), encoding="utf-8")
    if found.worse:
        raise click.exceptions.Exit(1)


def _foreign(context: Context, file: Path, rows: Any, suite: Any, out: Path | None) -> Path:
    """Keeps answers from elsewhere as a run, with the library's texts that they cite."""
    from assistant.app import build_library
    from corpus.documents import digest
    from evals import foreign, run
    from evals.metrics import Text

    settings = context.settings(model="none")
    with progress() as report:
        library = build_library(settings, report).open()
        texts = {
            entry.id: Text(article.text, run.version_of(entry.id, article.text_sha256, article.sha256))
            for entry in library.entries()
            for article in [library.article(entry.id)]
        }
    folder = out or settings.home / "runs" / f"{suite.name}-{file.stem}-{digest(file.read_bytes())[:8]}"
    if out is None and (folder / "run.json").exists():
        return folder  # the same file, kept before
    return foreign.keep(folder, suite, rows, texts, f"answers of {file.name}").folder


def _run(context: Context, folder: Path, suite: Any = None) -> Any:
    """A run by its folder or by its name in the home."""
    from evals import run

    named = context.settings().home / "runs" / folder
    return run.load(folder if folder.exists() or not named.exists() else named, suite)


@command.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="One file: .html, .md or .json.")
@JSON
@click.pass_obj
def report(context: Context, folder: Path, out: Path | None, as_json: bool) -> None:
    """Write the report of a run: one HTML file, Markdown for a pull request, JSON."""
    from evals import report as reporting
    from evals import score

    found = _run(context, folder)
    scores = score.score(found.suite, found.answers, found.context)
    if as_json:
        show_json(reporting.document(found, scores))
        return
    for path in reporting.write(found, scores, out):
        click.echo(clean(str(path)))


@command.command()
@click.argument("article", required=False)
@click.option("--from-feedback", is_flag=True, help="From the answers that people marked as good or bad.")
@click.option("--model", help="The chat model that words the questions, or none.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="The YAML file (default: in the home's suites)."
)
@click.option("--replace", is_flag=True, help="Overwrite an earlier draft.")
@click.pass_obj
def new(
    context: Context, article: str | None, from_feedback: bool, model: str | None, out: Path | None, replace: bool
) -> None:
    """Draft a suite from an article, or from the answers that people rated."""
    from evals import cases, drafts

    if (article is None) != from_feedback:
        raise click.UsageError("name an article, or give --from-feedback")
    settings = context.settings(model)
    with progress() as report:
        assistant = build_assistant(settings, report)
        try:
            if article is None:
                suite = drafts.from_feedback(assistant.store.rated_turns())
            else:
                suite = drafts.from_article(assistant, article)
        finally:
            assistant.close()
    path = out or settings.home / "suites" / f"{suite['name']}.yaml"
    drafts.save(suite, path, replace=replace)
    read = cases.read(path)
    click.echo(clean(f"{path}: {len(read.cases)} cases, {read.drafts} drafts to finish; then: coach eval run {path}"))


@command.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--format", "name", type=click.Choice(["ragas", "deepeval", "promptfoo", "inspect"]), required=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file (default: in the run's folder).")
@click.pass_obj
def export(context: Context, folder: Path, name: str, out: Path | None) -> None:
    """Write the cases and answers of a run in the format of another harness."""
    from evals import interchange

    found = _run(context, folder)
    path = out or found.folder / f"{name}{interchange.FORMATS[name][0]}"
    path.write_text(interchange.export(found, name), encoding="utf-8")
    click.echo(clean(str(path)))


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--format", "name", type=click.Choice(["ragas", "deepeval", "promptfoo", "inspect"]), required=True)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="The YAML file (default: in the home's suites)."
)
@click.option("--replace", is_flag=True, help="Overwrite a suite of the same name.")
@click.pass_obj
def import_(context: Context, file: Path, name: str, out: Path | None, replace: bool) -> None:
    """Make a suite from a file of another harness."""
    from evals import cases, drafts, interchange

    suite = interchange.read(file, name)
    path = out or context.settings().home / "suites" / f"{suite['name']}.yaml"
    drafts.save(suite, path, replace=replace)
    read = cases.read(path)
    click.echo(clean(f"{path}: {len(read.cases)} cases, {read.drafts} drafts to finish"))


@command.command()
@click.argument("folder", type=click.Path(path_type=Path))
@JSON
@click.pass_obj
def support(context: Context, folder: Path, as_json: bool) -> None:
    """Check whether each sentence of a run's answers is carried by what it cites; its word is a hint, see its error rates."""
    from assistant.models.embedder import build_embedder
    from evals import score, supporting
    from evals.table import interval

    found = _run(context, folder)
    with progress() as report:
        supporting.check_run(found, build_embedder(context.settings(), report), report)
    found = _run(context, folder)
    scores = score.score(found.suite, found.answers, found.context)
    score.save(found.folder, scores)
    summary = scores.summary("sentences_supported")
    origins, rates = supporting.by_origin(found), supporting.error_rates(context.settings().home)
    if as_json:
        mean = summary.interval.mean if summary and summary.interval else None
        show_json({"mean": mean, "origins": origins, "error_rates": rates})
        return
    click.echo(f"sentences found supported, mean over answers: {interval(summary.interval if summary else None)}")
    for origin, (good, of) in sorted(origins.items()):
        click.echo(f"  {origin}: {good} of {of}")
    click.echo(clean(rates))


CRITERION = click.option("--criterion", default="useful", show_default=True, help="useful, fits or colleague.")


def _known(criterion: str) -> str:
    from evals.metrics.answers import CRITERIA

    if criterion not in CRITERIA:
        raise BadInput(f"there is no criterion {criterion!r}; there are: {', '.join(CRITERIA)}")
    return criterion


@command.command()
@click.argument("folder", type=click.Path(path_type=Path))
@CRITERION
@click.option("--by", default="local", show_default=True, help="Who labels.")
@click.pass_obj
def label(context: Context, folder: Path, criterion: str, by: str) -> None:
    """Label answers of a run with y or n (s skips, q stops); goes on where you stopped."""
    from evals import judge as judging

    found, criterion = _run(context, folder), _known(criterion)
    click.echo(f"{judging.CRITERIA[criterion]}  y / n / s(kip) / q(uit)")
    count = len(judging.labels(found, criterion))
    for case in judging.unlabelled(found, criterion):
        click.echo(clean(f"\n--- {count} labelled\n{case.question}\n\n{judging.told(found, case)}\n"))
        key = click.prompt("", type=click.Choice(["y", "n", "s", "q"]), show_choices=False, prompt_suffix="> ")
        if key == "q":
            break
        if key in "yn":
            judging.label(found, case, criterion, key == "y", by)
            count += 1
    click.echo(f"{count} labels in {found.folder / 'labels.jsonl'}")


@command.command()
@click.argument("folder", type=click.Path(path_type=Path))
@CRITERION
@click.option("--model", help="The chat model that judges (default: the configured one).")
@click.option("--repeats", type=click.IntRange(1, 20), default=3, show_default=True, help="Judgements of each case.")
@JSON
@click.pass_obj
def judge(context: Context, folder: Path, criterion: str, model: str | None, repeats: int, as_json: bool) -> None:
    """Let a chat model judge the answers of a run, and say how far it agrees with people's labels."""
    from dataclasses import asdict

    from assistant.models.chat import build_chat
    from evals import judge as judging
    from evals.table import interval

    found, criterion = _run(context, folder), _known(criterion)
    with progress() as report:
        chat = build_chat(context.settings(model), report)
        if chat is None:
            raise BadInput("a judge is a chat model; give one with --model")
        try:
            judging.judge(found, chat, criterion, repeats, report)
        finally:
            chat.close()
    result = judging.agreement(found, chat.identity, criterion)
    if as_json:
        show_json({**asdict(result), "decides": result.decides, "criterion": criterion, "model": chat.identity})
        return
    click.echo(f"{chat.identity} on {judging.CRITERIA[criterion]}")
    click.echo(
        f"says yes: {interval(result.yes)}; its repeats disagree on {result.spread:.0%}; failed: {result.failed}"
    )
    shown = "not measurable" if result.kappa is None else f"{result.kappa:.2f}"
    click.echo(
        f"agreement with {result.labels} labels: kappa {shown} (needed: {judging.KAPPA} on {judging.LABELS} labels)"
    )
    click.echo("It may decide." if result.decides else "It may not decide: take its word as a hint only.")
