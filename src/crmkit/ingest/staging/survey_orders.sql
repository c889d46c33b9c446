-- What the staged file is like: rows and their parts, faults, destroyed ids, what its refunds prove of its
-- money. A refund as large as the amount beside it was taken off nothing yet; one larger than that was taken off.
-- grain: one row
with rows as (
    select
        *,
        case when $has_refund then refund > 0 and status not in (5, 6) and part = 0 else false end as is_refunded,
        order_text is null and order_key >= 1000000000000000 as is_long
    from staged
),

final as (
    select
        count(*) as records,
        count(*) filter (where part = 1) as returns,
        case when $has_status then count(*) filter (where (status = 6 and refund > 0 or doubts & 2 > 0) and part in (0, 3)) else 0 end as sent_back,
        count(line_id) as line_ids,
        count(order_text) as texts,
        count(*) filter (where marks % 2 = 1) as destroyed,
        count(*) filter (where is_long) as long_ids,
        count(*) filter (where is_long and order_key % 100 = 0) as zero_tailed,
        count(*) filter (where is_refunded) as refunded,
        count(*) filter (where $has_due and is_refunded and due is not null and paid is not null) as compared,
        count(*) filter (where $has_due and is_refunded and due = paid + refund) as net_like,
        count(*) filter (where $has_due and is_refunded and due = paid) as gross_like,
        count(*) filter (where is_refunded and paid < refund) as beyond_paid,
        count(*) filter (where is_refunded and paid = refund) as all_paid,
        sum(least(refund, net)) filter (where is_refunded) as refund_total,
        case when $has_status then count(*) filter (where (status = 0 and doubts & 2 = 0 or doubts & 16 > 0) and status_raw is not null) else 0 end as unknown_statuses,
        count(*) filter (where part in (0, 2) and coalesce(article, 0) = 0) as bare_lines,
        count(*) filter (where marks & 2 > 0) as unsplit_titles,
        count(*) filter (where unread > 0) as unread,
        bit_or(unread) as unread_columns,
        coalesce(bit_or(doubts), 0) > 0 as is_doubted,
        coalesce(bit_or(marks), 0) > 0 as is_marked,
        min(line) filter (where unread > 0) as unread_line,
        count(*) filter (where identity = 1) as by_nick,
        count(*) filter (where identity = 2) as by_phone,
        count(*) filter (where identity = 3) as by_address,
        count(*) filter (where identity = 4) as masked,
        count(*) filter (where identity = 0) as unidentified,
        min(coalesce(created_at, paid_at))::date as first_day,
        -- the day of the last purchase, which answers take for today; of an order where nothing was bought
        coalesce(
            max(coalesce(paid_at, created_at)) filter (where net > 0 or net = 0 and (marks & 4) > 0),
            max(greatest(created_at, paid_at))
        )::date as last_day,
        count(*) filter (where created_at > paid_at + interval 1 day) as paid_too_early,
        max(status_at) as reach,
        coalesce(sum(net), 0)::decimal(38, 2) as net_total
    from rows
)

select * from final
