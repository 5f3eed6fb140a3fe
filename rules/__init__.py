"""What the law and the office say: pure, with no I/O and no hidden clock."""
