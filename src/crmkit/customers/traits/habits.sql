-- When and through what each customer buys, up to a day ($as_of): the quarter of the day, the weekday and the channel of
-- most purchases; of equals the first (of the day, of the week, by name).
-- grain: customer who bought
with orders_of_customers as (
    select
        customer_key,
        cast(hour(purchased_at) // 6 as integer) as quarter_of_day,
        cast(isodow(purchased_at) as integer) as weekday_number,
        channel,
        purchased_at <> purchase_day as has_time
    from qualifying_orders
    where customer_key is not null and purchase_day <= $as_of
),

counted as (
    select
        customer_key,
        count(case when has_time and quarter_of_day = 0 then 1 end) as at_night,
        count(case when has_time and quarter_of_day = 1 then 1 end) as in_morning,
        count(case when has_time and quarter_of_day = 2 then 1 end) as in_afternoon,
        count(case when has_time and quarter_of_day = 3 then 1 end) as in_evening,
        count(case when weekday_number = 1 then 1 end) as on_monday,
        count(case when weekday_number = 2 then 1 end) as on_tuesday,
        count(case when weekday_number = 3 then 1 end) as on_wednesday,
        count(case when weekday_number = 4 then 1 end) as on_thursday,
        count(case when weekday_number = 5 then 1 end) as on_friday,
        count(case when weekday_number = 6 then 1 end) as on_saturday,
        count(case when weekday_number = 7 then 1 end) as on_sunday
    from orders_of_customers
    group by customer_key
),

most as (
    select
        *,
        greatest(at_night, in_morning, in_afternoon, in_evening) as most_in_quarter,
        greatest(on_monday, on_tuesday, on_wednesday, on_thursday, on_friday, on_saturday, on_sunday) as most_on_day
    from counted
),

channels as (
    select
        customer_key,
        channel,
        row_number() over (partition by customer_key order by count(*) desc, channel asc) as turn
    from orders_of_customers
    where channel is not null
    group by customer_key, channel
),

final as (
    select
        most.customer_key,
        case
            when most_in_quarter = 0 then null
            when most_in_quarter = at_night then 'night'
            when most_in_quarter = in_morning then 'morning'
            when most_in_quarter = in_afternoon then 'afternoon'
            else 'evening'
        end as hour_band,
        case
            when most_on_day = on_monday then 'mon'
            when most_on_day = on_tuesday then 'tue'
            when most_on_day = on_wednesday then 'wed'
            when most_on_day = on_thursday then 'thu'
            when most_on_day = on_friday then 'fri'
            when most_on_day = on_saturday then 'sat'
            else 'sun'
        end as weekday,
        channels.channel
    from most
    left join channels on most.customer_key = channels.customer_key and channels.turn = 1
)

select * from final
