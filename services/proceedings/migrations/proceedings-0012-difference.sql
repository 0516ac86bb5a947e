-- depends: proceedings-0011-reserved-numbers

-- What the recoverer pays in before property worth more than the debts passes (Art. 383(9)).
INSERT INTO book_account (book, account) VALUES ('custody', 'difference-payable');
