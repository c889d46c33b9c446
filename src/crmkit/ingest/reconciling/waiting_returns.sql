-- The rows of money that went back, in the order of their times; of people who were forgotten those alone that were not placed yet.
-- grain: one return
with final as (
    select
        refund_text,
        shop_key,
        order_key,
        order_text,
        customer_key,
        finished_at,
        amount,
        file_key,
        currency
    from target.kept.refunds
    where status = 3
        and not (
            starts_with(refund_text, '~!')
            and refund_text in (
                select regexp_extract(refund_text, '^>+(~!.*)>[0-9]+$', 1)
                from target.kept.refunds
                where regexp_matches(refund_text, '^>+~!')
            )
        )
    order by finished_at, customer_key, order_key, order_text, amount, refund_text
)

select * from final
