"""What language a text is in that nobody named; and that prose and data are in none."""

from __future__ import annotations

import pytest

from privacy_gate.base.language_table import Language
from privacy_gate.documents.language_guess import guess

GUESSES = {
    "python": "import os\n\ndef margin(a, b):\n    return a - b\n",
    "typescript": "interface Rate {\n  margin: number;\n}\nexport const f = (a: number): number => a * 2;\n",
    "javascript": "const own = require('./own');\nfunction f(a) {\n  return a + 1;\n}\nmodule.exports = f;\n",
    "go": 'package main\n\nimport (\n\t"fmt"\n)\n\nfunc main() {\n\tx := 1\n\tfmt.Println(x)\n}\n',
    "java": """\
import java.util.List;

public class Rate {
    private int margin = 1;
    @Override
    public String toString() {
        return "x";
    }
}
""",
    "kotlin": """\
data class Rate(val margin: Int)

fun compute(rate: Rate): Int {
    val x = rate.margin
    return x
}
""",
    "csharp": """\
using System;

namespace Acme
{
    public class Rate
    {
        public int Margin { get; set; }
    }
}
""",
    "c": '#include <stdio.h>\n#define MAX 3\n\nint main(void) {\n    printf("%d", MAX);\n    return 0;\n}\n',
    "cpp": "#include <vector>\n\nclass A {\npublic:\n    std::vector<int> x;\n};\n",
    "rust": 'use std::fmt;\n\nfn main() {\n    let x = 1;\n    println!("{}", x);\n}\n',
    "ruby": "require 'json'\n\nclass Rate\n  attr_reader :margin\n  def compute(a)\n    puts a\n  end\nend\n",
    "php": "<?php\n$rate = 1;\nfunction f($a) {\n    return $this->margin;\n}\n",
    "swift": """\
import Foundation

struct Rate {
    let margin: Int = 1
    func compute(a: Int) -> Int {
        guard let x = b else { return 1 }
        return x
    }
}
""",
    "sql": "SELECT a.id, SUM(b.x)\nFROM rates a\nJOIN b ON a.id = b.id\nWHERE a.kind = 'gold'\nGROUP BY a.id;\n",
    "bash": '#!/bin/bash\nset -euo pipefail\nfor f in *.txt; do\n  echo "$f"\ndone\n',
    "hcl": 'resource "aws_s3_bucket" "own" {\n  bucket = var.name\n}\nvariable "name" {\n  default = "x"\n}\n',
    "dockerfile": 'FROM python:3.11\nWORKDIR /app\nCOPY . .\nRUN pip install .\nCMD ["run"]\n',
    "html": "<!DOCTYPE html>\n<html>\n<body>\n<p>Hi</p>\n</body>\n</html>\n",
    "css": ".card {\n  color: red;\n  margin: 0 auto;\n}\n#own {\n  padding: 1px;\n}\n",
}


@pytest.mark.parametrize("language", GUESSES)
def test_a_guess(language: str) -> None:
    found = guess(GUESSES[language])

    assert (found.name if isinstance(found, Language) else found) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Write a function that sorts a list.\nIt takes a list (of numbers) and returns one.\n",
        "TASK: import the list from the file\nINPUT: a list\nOUTPUT: a sum\n",
        "- use const instead of let;\n- import from the package (never from src);\n- return early;\n",
        '{\n  "name": "x",\n  "items": [1, 2]\n}\n',
        "---\ntitle: x\n---\nconst a = 1;\n",
        "2024-01-01 12:00:00 ERROR service: failed (code=3)\n2024-01-01 12:00:01 INFO done: ok\n",
        "name: a\nitems:\n  - b\n  - c\n",
        'Traceback (most recent call last):\n  File "a.py", line 3, in f\nValueError: x\n',
        "a | b\n1 | 2\n",
        "+-----+\n| id |\n+-----+\n",
    ],
)
def test_no_guess(text: str) -> None:
    assert guess(text) is None
