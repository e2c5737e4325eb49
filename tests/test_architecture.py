"""Import directions: ui -> evals -> assistant -> corpus, and the few other walls of docs/architecture.md."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ORDER = ["ui", "evals", "assistant", "corpus"]
FILES = [path for folder in ORDER for path in sorted((ROOT / folder).rglob("*.py"))]
SIDE_BY_SIDE = ["advice", "practice", "exercises"]


def imports(path: Path) -> set[str]:
    """Full names of all imported modules, those inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_imports_go_to_the_right_only(path: Path) -> None:
    own = ORDER.index(path.relative_to(ROOT).parts[0])
    tops = {module.split(".")[0] for module in imports(path)}
    assert not tops & set(ORDER[:own])
    assert "tests" not in tops


@pytest.mark.parametrize("path", FILES, ids=name)
def test_libraries_stay_where_they_belong(path: Path) -> None:
    tops = {module.split(".")[0] for module in imports(path)}
    place = name(path)
    assert "streamlit" not in tops or place.startswith("ui/")
    assert "chromadb" not in tops or place == "corpus/index.py"
    assert (
        not {"sqlalchemy", "alembic"} & tops
        or place in ("assistant/store.py", "assistant/team.py", "assistant/exchange.py")
        or place.startswith("assistant/migrations/")
    )


@pytest.mark.parametrize("path", [p for p in FILES if p.is_relative_to(ROOT / "assistant")], ids=name)
def test_advice_practice_and_exercises_do_not_know_one_another(path: Path) -> None:
    parts = path.relative_to(ROOT / "assistant").parts
    if parts[0] in SIDE_BY_SIDE:
        others = {f"assistant.{other}" for other in SIDE_BY_SIDE if other != parts[0]}
        assert not any(
            module == other or module.startswith(f"{other}.") for module in imports(path) for other in others
        )


@pytest.mark.parametrize("path", [p for p in FILES if p.is_relative_to(ROOT / "ui")], ids=name)
def test_only_state_touches_the_session_state(path: Path) -> None:
    if name(path) != "ui/state.py":
        assert "session_state" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_heavy_library_is_imported_with_a_module(path: Path) -> None:
    """Loading torch takes seconds: only inside functions, so that commands that need no embedding stay quick."""
    heavy = {"torch", "sentence_transformers", "transformers", "sklearn", "chromadb", "bm25s", "xllamacpp", "scipy"}
    top_level = ast.parse(path.read_text(encoding="utf-8")).body
    found = {alias.name.split(".")[0] for node in top_level if isinstance(node, ast.Import) for alias in node.names}
    found |= {node.module.split(".")[0] for node in top_level if isinstance(node, ast.ImportFrom) and node.module}
    assert not found & heavy


@pytest.mark.parametrize("path", FILES, ids=name)
def test_what_is_imported_from_here_is_there(path: Path) -> None:
    """Benchmarks and other things that tests do not start would break unseen when a function moves."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not node.module or node.module.split(".")[0] not in ORDER:
            continue
        at = ROOT.joinpath(*node.module.split("."))
        source = at.with_suffix(".py") if at.with_suffix(".py").is_file() else at / "__init__.py"
        for alias in node.names:
            inside = at.is_dir() and ((at / alias.name).is_dir() or (at / f"{alias.name}.py").is_file())
            assert inside or (source.is_file() and alias.name in _names(source)), f"{node.module} has no {alias.name}"


def _names(path: Path) -> set[str]:
    """What a module binds at its top level."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
            case ast.Import() | ast.ImportFrom():
                found |= {alias.asname or alias.name for alias in node.names}
            case ast.Name(ctx=ast.Store()):
                found.add(node.id)
    return found
