"""What statements weigh in other languages."""

from __future__ import annotations

from privacy_gate.checkers.change.novelty import lines
from tests.checkers.change.measuring import language_of


def weights(text: str, ending: str) -> dict[int, float]:
    found = lines.statements(text, language_of(f"a.{ending}"), frozenset(range(1, text.count("\n") + 2)))
    return {one.first: one.weight for one in found}


GO = """\
package x

import "fmt"

type Order struct {
	Lines []Line
	Total int64
}

// Total adds up: a + b > c.
func (o *Order) Sum(book Book) (int64, error) {
	for _, line := range o.Lines {
		if line.Count >= 3 && book.Has(line.SKU) {
			o.Total += line.Count * book.Price[line.SKU]
		}
	}
	if err := o.check(); err != nil {
		return 0, err
	}
	return o.Total, nil
}
"""


def test_go() -> None:
    found = weights(GO, "go")

    assert sorted(line for line, weight in found.items() if weight >= 0.3) == [12, 13, 14]
    named = lines.statements(GO, language_of("a.go"), frozenset({12}))
    assert [(one.block.name, one.block.line) for one in named] == [("Sum", 11)]


RAILS = """\
class Order < ApplicationRecord
  belongs_to :plan, optional: true, inverse_of: :orders
  has_many :lines, -> { where(hidden: false).order(:rank) }, dependent: :destroy
  validates :total, presence: true, numericality: { greater_than: 0 }
  scope :open, -> { where(closed: nil).order(created_at: :desc) }

  def weight
    lines.sum { |line| line.count * line.unit.weight }
  end
end
"""


def test_declarations_of_a_rails_model_are_no_logic() -> None:
    found = weights(RAILS, "rb")

    assert sorted(line for line, weight in found.items() if weight >= 0.3) == [8]


RUST = """\
use std::fmt;

#[derive(Debug)]
pub struct Order { total: u64 }

impl<'a> Order {
    pub fn sum(&self, book: &'a Book) -> u64 {
        self.lines.iter().filter(|line| line.count >= 3).map(|line| line.price * line.count).sum()
    }
}

#[cfg(test)]
mod tests {
    fn sums() {
        for n in 0..9 { assert_eq!(n * 2 + 1, n + n + 1); }
    }
}

pub fn after(a: u64) -> u64 { a }
fn rest(a: u64, b: u64) -> u64 {
    if a > b { a - b } else { b - a }
}
"""


def test_rust_without_its_tests() -> None:
    assert sorted(line for line, weight in weights(RUST, "rs").items() if weight >= 0.3) == [8, 21]


TYPESCRIPT = """\
import { a } from 'b';
export interface Order {
  lines: Line[];
  sum(book: Book): number;
}
export class Engine<T> extends Base {
  static create(f: (v: T) => any, s?: Scheduler): () => Observable<T>;
  private total: number = 0;

  async quote(
    order: Order,
    pick: (line: Line) => boolean | void,
  ): Promise<number> {
    const kept = order.lines.filter((line) => line.count > 3 && pick(line));
    for (const line of kept) {
      this.total += line.count * (line.price ?? 0);
    }
    return this.total;
  }
}
"""


def test_typescript_without_its_types() -> None:
    assert sorted(line for line, weight in weights(TYPESCRIPT, "ts").items() if weight >= 0.3) == [14, 15, 16]


JAVA = """\
package x;

import java.util.List;

/** a + b > c */
public class Order extends Base implements Priced {
    private final List<Line> lines;

    @Override
    public long sum(final Book book) throws MissingException {
        long total = 0;
        for (Line line : lines) {
            if (line.count() >= 3 && book.has(line.sku())) {
                total += line.count() * book.price(line.sku());
            }
        }
        return total;
    }

    long open(Order order);
}
"""


def test_java_without_its_declarations() -> None:
    assert sorted(line for line, weight in weights(JAVA, "java").items() if weight >= 0.3) == [12, 13, 14]
