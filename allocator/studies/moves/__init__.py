"""Where the next money goes, and which goes first: `next_money.next_money` and `cut.cut`."""
