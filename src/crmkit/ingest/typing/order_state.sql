-- The newest state of an order is the greatest: more money returned, then further along, then later; of two amounts that
-- are known the smaller one, for money goes back more often than it comes; then a fixed order.
-- A row that says nothing of the state gives way to any that does; a time of payment and an unknown word with money in it say that
-- it was paid, so that they never hide a payment. Of two that are equal in all else one names its currency.
create or replace temp macro order_state(refund, status, net, status_at, due, status_raw, doubts, paid_at, currency) as row(
    refund,
    case when status = 0 and (refund > 0 or paid_at is not null or net > 0 and status_raw <> '') then 2 else status end,
    coalesce(status_at, timestamp '1970-01-01'),
    doubts & 1 = 0,
    -net,
    coalesce(due, -1),
    status,
    coalesce(status_raw, ''),
    coalesce(currency, '')
);

-- Whether a row has money of an order and says nothing of its state.
create or replace temp macro is_stateless(refund, status, net, status_raw, paid_at) as
    status = 0 and net > 0 and refund = 0 and coalesce(status_raw, '') = '' and paid_at is null;

-- The same for an item line and for a refund case.
create or replace temp macro line_state(refund, status, net, status_at) as row(
    coalesce(refund, 0),
    status,
    coalesce(status_at, timestamp '1970-01-01'),
    coalesce(net, -1)
);

-- Of several lines of an order one that is open sets its state, and of equals the one that is further along.
create or replace temp macro line_rank(status) as (status + case when status in (5, 6) then 0 else 16 end)::utinyint;
create or replace temp macro status_of_rank(rank) as (rank & 15)::utinyint;

-- What a later version of an order line does not change: its article; without one its quantity, its price and the
-- money in the file, before refunds. The line of a state that brings no money is the line that it was. An answer about
-- buyers alone knows its articles by their digest.
create or replace temp macro line_content(order_key, order_text, title, sku, article, quantity, list_price, amount) as
    case
        when title is not null or sku is not null then hash(order_key, order_text, title, sku)
        when article is not null then hash(order_key, order_text, article)
        else hash(order_key, order_text, quantity, list_price::decimal(38, 6), amount::decimal(38, 2))
    end;

create or replace temp macro line_amount(paid, refund, status, repeats_total, is_gross) as
    case
        when repeats_total then null
        when is_gross then round_even(paid, 2)
        when status = 6 then round_even(greatest(paid, refund), 2)
        else round_even(paid + coalesce(refund, 0), 2)
    end;

-- The keys of lines: by what the file numbers them with, else by their content and their ordinal among equals (whose text,
-- ``~1``, says no more than the ordinal: ten million digests take much space).
create or replace temp macro text_key(line_text) as -1 - (hash(line_text) >> 1)::bigint;
create or replace temp macro content_key(content, ordinal) as -1 - (hash(content, ordinal) >> 1)::bigint;

-- The money of a line after what went back of it; null where the file has the order's money alone.
create or replace temp macro line_net(net, refund, status, repeats_total, is_gross) as
    case
        when repeats_total then null
        when is_gross and status <> 6 then round_even(net - refund, 2)
        else round_even(net, 2)
    end::decimal(18, 2);

create or replace temp macro case_state(status, amount, finished_at, status_raw, currency) as row(
    status,
    amount,
    coalesce(finished_at, timestamp '1970-01-01'),
    coalesce(status_raw, ''),
    coalesce(currency, '')
);

-- A surer identity replaces a weaker one: nick (1), phone (2), address (3), masked (4), unidentified (0). Of equals the name in
-- the file that reaches further is the newer one; ties by the key.
create or replace temp macro identity_rank(identity) as -case identity when 0 then 9 else identity::tinyint end;

create or replace temp macro identity_order(identity, buyer_at, customer_key) as row(
    identity_rank(identity),
    coalesce(buyer_at, timestamp '1970-01-01'),
    coalesce(customer_key, 0)
)
