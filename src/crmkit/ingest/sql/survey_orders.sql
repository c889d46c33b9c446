-- What the staged file is like: rows and their parts, faults, destroyed ids, what its refunds prove of its
-- money. A refund as large as the amount beside it was taken off nothing yet; one larger than that was taken off.
-- grain: one row
with final as (
    select
        count(*) as records,
        count(*) filter (where part = 1) as returns,
        count(*) filter (where part = 2) as follow_ups,
        count(*) filter (where part = 3) as never_paid,
        count(*) filter (where part = 4) as skipped,
        count(line_id) as line_ids,
        count(*) filter (where marks % 2 = 1) as destroyed,
        count(*) filter (where order_text is null and order_key >= 1000000000000000) as long_ids,
        count(*) filter (where order_text is null and order_key >= 1000000000000000 and order_key % 100 = 0) as zero_tailed,
        count(*) filter (where refund > 0 and status not in (5, 6) and part = 0) as refunded,
        count(*) filter (where refund > 0 and status not in (5, 6) and part = 0 and due is not null and paid is not null) as compared,
        count(*) filter (where refund > 0 and status not in (5, 6) and part = 0 and due = paid + refund) as net_like,
        count(*) filter (where refund > 0 and status not in (5, 6) and part = 0 and due = paid) as gross_like,
        count(*) filter (where refund > 0 and status not in (5, 6) and part = 0 and paid < refund) as beyond_paid,
        count(*) filter (where refund > 0 and status not in (5, 6) and part = 0 and paid = refund) as all_paid,
        sum(refund) filter (where refund > 0 and status not in (5, 6) and part = 0) as refund_total,
        count(*) filter (where status = 0 and status_raw is not null) as unknown_statuses,
        count(*) filter (where marks & 2 > 0) as unsplit_titles,
        count(*) filter (where identity = 1) as by_nick,
        count(*) filter (where identity = 2) as by_phone,
        count(*) filter (where identity = 3) as by_address,
        count(*) filter (where identity = 4) as masked,
        count(*) filter (where identity = 0) as nobody,
        min(coalesce(created_at, paid_at))::date as first_day,
        max(greatest(created_at, paid_at))::date as last_day,
        max(status_at) as reach,
        coalesce(sum(net), 0)::decimal(38, 2) as net_total
    from staged
)

select * from final
