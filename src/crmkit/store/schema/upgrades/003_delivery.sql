-- What an order's delivery, points and marks are, and how a refund case came about: facts that only become known. Of what was
-- loaded before nothing is known: a file is read once, a store built anew learns it.
alter table orders add column promised_at timestamp;

alter table orders add column courier varchar;

-- what the buyer was to pay for delivery, in an order that was paid
alter table orders add column postage decimal(18, 2);

alter table orders add column points_paid integer;

alter table orders add column points_back integer;

-- the colour or tag beside the seller's memo, never the memo
alter table orders add column memo_mark varchar;

-- words of ours where the platform's are known (case_words.sql), else the platform's own
alter table refunds add column need_return varchar;

alter table refunds add column goods_state varchar;

alter table refunds add column cs_involved varchar;

alter table refunds add column liable varchar;

alter table refunds add column phase varchar
