-- depends: proceedings-0005-bank-orders

-- The accounts of custody that payouts, advances and receivables need.
INSERT INTO book_account (book, account) VALUES
    ('custody', 'cash-in-hand'), ('custody', 'unidentified'), ('custody', 'sale-costs-payable'),
    ('custody', 'advances-payable'), ('custody', 'refund-payable'), ('custody', 'unclaimed-payable'),
    ('custody', 'earnest-payable'), ('custody', 'body-cover-payable'), ('custody', 'payout-in-transit'),
    ('custody', 'overpaid-receivable'), ('custody', 'exchange-clearing');
