-- What the staged file is like: rows and their parts, faults, destroyed ids, what its refunds prove of its
-- money. A refund as large as the amount beside it was taken off nothing yet; one larger than that was taken off.
-- Rows are counted by their few kinds first: what decides most counts is then asked of some dozens of rows.
-- grain: one row
with rows as (
    select
        *,
        order_text is null and order_key >= 1000000000000000 as is_long,
        is_long and order_key % 100 = 0 as is_zero_tailed,
        -- of an order where nothing was bought the day is not that of a purchase
        net > 0 or net = 0 and (marks & 4) > 0 as is_purchase
    from staged
),

kinds as (
    select
        part,
        status,
        identity,
        marks,
        doubts,
        unread,
        is_long,
        is_zero_tailed,
        is_purchase,
        case when $has_status then refund > 0 else false end as went_back,
        count(*) as records,
        count(line_id) as line_ids,
        count(order_text) as texts,
        count(status_raw) as words,
        count(*) filter (where coalesce(article, 0) = 0) as articleless,
        min(line) as first_line,
        min(coalesce(created_at, paid_at)) as first_at,
        max(coalesce(paid_at, created_at)) as counted_at,
        greatest(max(created_at), max(paid_at)) as last_at,
        count(*) filter (where created_at > paid_at and created_at > paid_at + interval 1 day) as paid_too_early,
        max(status_at) as reach,
        sum(net) as net_total
    from rows
    group by part, status, identity, marks, doubts, unread, is_long, is_zero_tailed, is_purchase, went_back
),

refunds as (
    select
        count(*) as refunded,
        count(*) filter (where $has_due and due is not null and paid is not null) as compared,
        count(*) filter (where $has_due and due = paid + refund) as net_like,
        count(*) filter (where $has_due and due = paid) as gross_like,
        count(*) filter (where paid < refund) as beyond_paid,
        -- half of what the order was to cost went back: that is no proof that all of it did
        count(*) filter (where paid = refund and not coalesce($has_due and due >= paid + refund, false)) as all_paid,
        sum(least(refund, net)) as refund_total
    from staged
    where $has_refund and refund > 0 and status not in (5, 6) and part = 0
),

final as (
    select
        coalesce(sum(records), 0)::bigint as records,
        coalesce(sum(records) filter (where part = 1), 0)::bigint as returns,
        case
            when $has_status
                then coalesce(sum(records) filter (where (status = 6 and went_back or (doubts & 2) > 0) and part in (0, 3)), 0)
            else 0
        end::bigint as sent_back,
        coalesce(sum(line_ids), 0)::bigint as line_ids,
        coalesce(sum(texts), 0)::bigint as texts,
        coalesce(sum(records) filter (where marks % 2 = 1), 0)::bigint as destroyed,
        coalesce(sum(records) filter (where is_long), 0)::bigint as long_ids,
        coalesce(sum(records) filter (where is_zero_tailed), 0)::bigint as zero_tailed,
        any_value(refunded) as refunded,
        any_value(compared) as compared,
        any_value(net_like) as net_like,
        any_value(gross_like) as gross_like,
        any_value(beyond_paid) as beyond_paid,
        any_value(all_paid) as all_paid,
        any_value(refund_total) as refund_total,
        case
            when $has_status
                then coalesce(sum(words) filter (where status = 0 and (doubts & 2) = 0 or (doubts & 16) > 0), 0)
            else 0
        end::bigint as unknown_statuses,
        coalesce(sum(articleless) filter (where part in (0, 2)), 0)::bigint as bare_lines,
        coalesce(sum(records) filter (where (marks & 2) > 0), 0)::bigint as unsplit_titles,
        coalesce(sum(records) filter (where unread > 0), 0)::bigint as unread,
        bit_or(unread) as unread_columns,
        coalesce(bit_or(doubts), 0) > 0 as is_doubted,
        coalesce(bit_or(marks), 0) > 0 as is_marked,
        min(first_line) filter (where unread > 0) as unread_line,
        coalesce(sum(records) filter (where identity = 1), 0)::bigint as by_nick,
        coalesce(sum(records) filter (where identity = 2), 0)::bigint as by_phone,
        coalesce(sum(records) filter (where identity = 3), 0)::bigint as by_address,
        coalesce(sum(records) filter (where identity = 4), 0)::bigint as masked,
        coalesce(sum(records) filter (where identity = 0), 0)::bigint as unidentified,
        min(first_at)::date as first_day,
        -- the day of the last purchase, which answers take for today
        coalesce(max(counted_at) filter (where is_purchase), max(last_at))::date as last_day,
        coalesce(sum(paid_too_early), 0)::bigint as paid_too_early,
        max(reach) as reach,
        coalesce(sum(net_total), 0)::decimal(38, 2) as net_total
    from refunds
    left join kinds on true
)

select * from final
