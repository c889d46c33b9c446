-- Record with each order how much its refund cases returned; a destroyed order id never joins (marks 1), nor does an amount in
-- another currency than the order's (marks 2), where both are known. A case is about the same
-- money as the order's own refund, but what a return that names no order took off is more than that ('>>' in its text). A case
-- that names its line is about the same money as that line: what other lines say went back is more than that.
update target.kept.refunds as cases
set marks = xor(cases.marks, 2::utinyint)
from target.kept.orders as orders
where cases.currency is not null
    and orders.order_key = cases.order_key
    and orders.shop_key = cases.shop_key
    and orders.order_text is not distinct from cases.order_text
    and (cases.marks & 2 > 0) <> coalesce(
        case
            -- a sign that several currencies share ($signs) is none of another that is among them ($shared)
            when list_contains($signs, cases.currency) then not contains($shared[list_position($signs, cases.currency)], orders.currency)
            else cases.currency <> orders.currency
        end, false
    );

update target.kept.orders as orders
set refund_reported = null
where refund_reported is not null
    and row(shop_key, order_key, coalesce(order_text, '')) not in (
        select row(shop_key, order_key, coalesce(order_text, ''))
        from target.kept.refunds
        where status = 2 and marks = 0
    );

-- What came back of an order: of lines that cases name (sure), and beside them what all other cases gave back or the other
-- lines have (elsewhere), whichever is more.
create or replace temp macro reported(refund, sure, named, elsewhere, spread) as
    case
        when spread > 0 then greatest(refund, sure + greatest(named - sure, least(refund, elsewhere))) + spread
        else sure + greatest(named - sure, least(refund, elsewhere))
    end::decimal(18, 2);

update target.kept.orders as orders
set refund_reported = reported(orders.refund, sure, named, elsewhere, spread)
from (
    with cases as (
        select
            shop_key,
            order_key,
            order_text,
            coalesce(sum(amount) filter (where not starts_with(refund_text, '>>')), 0)::decimal(18, 2) as named,
            coalesce(sum(amount) filter (where starts_with(refund_text, '>>')), 0)::decimal(18, 2) as spread
        from target.kept.refunds
        where status = 2 and marks = 0
        group by shop_key, order_key, order_text
    ),

    of_lines as (
        select
            shop_key,
            order_key,
            order_text,
            line_text,
            sum(amount)::decimal(18, 2) as amount
        from target.kept.refunds
        where status = 2 and marks = 0 and line_text is not null
        group by shop_key, order_key, order_text, line_text
    ),

    -- in a file of orders the number of a line stands behind that of its order
    numbered as (
        select
            lines.shop_key,
            lines.order_key,
            lines.order_text,
            replace(lines.line_text, coalesce(lines.order_text, lines.order_key::varchar) || '/', '') as line_text,
            max(lines.refund) as refund
        from target.kept.order_lines as lines
        semi join of_lines
            on lines.order_key = of_lines.order_key
            and lines.shop_key = of_lines.shop_key
            and lines.order_text is not distinct from of_lines.order_text
        where not starts_with(lines.line_text, '~')
        group by 1, 2, 3, 4
    ),

    found as (
        select
            numbered.shop_key,
            numbered.order_key,
            numbered.order_text,
            sum(of_lines.amount)::decimal(18, 2) as sure,
            sum(greatest(coalesce(numbered.refund, 0) - coalesce(of_lines.amount, 0), 0))::decimal(18, 2) as elsewhere
        from numbered
        left join of_lines
            on of_lines.order_key = numbered.order_key
            and of_lines.shop_key = numbered.shop_key
            and of_lines.order_text is not distinct from numbered.order_text
            and of_lines.line_text = numbered.line_text
        group by numbered.shop_key, numbered.order_key, numbered.order_text
        having sum(of_lines.amount) > 0
    )

    select
        cases.*,
        coalesce(found.sure, 0)::decimal(18, 2) as sure,
        coalesce(found.elsewhere, 0)::decimal(18, 2) as elsewhere
    from cases
    left join found
        on found.order_key = cases.order_key
        and found.shop_key = cases.shop_key
        and found.order_text is not distinct from cases.order_text
) as returned
where orders.order_key = returned.order_key
    and orders.shop_key = returned.shop_key
    and orders.order_text is not distinct from returned.order_text
    and orders.marks % 2 = 0
    and orders.refund_reported is distinct from reported(orders.refund, sure, named, elsewhere, spread);

-- An order without a refund of its own, and whose amount is less than what was due by just what its cases gave back, has counted what
-- was left (mark 32): nothing more is taken off. Its file lacks the column of refunds.
update target.kept.orders
set marks = xor(marks, 32::utinyint)
where (refund_reported is not null or (marks & 32) > 0)
    and ((marks & 32) > 0) <> coalesce(refund = 0 and net > 0 and refund_reported > 0 and refund_reported = due - net, false)
