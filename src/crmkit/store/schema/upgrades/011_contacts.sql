-- What was sent to whom, as the log of a sending tool has it; customer_key may be of nobody who is a customer here. channel is sms,
-- coupon, message, mail, call or other; status '1 planned', '2 sent', '3 failed' or '4 delivered', of which the greater counts; arm
-- treated or holdout where the log says it.
-- grain: shop + customer + channel + moment + campaign
create table if not exists contacts (
    shop_key bigint not null,
    customer_key ubigint not null,
    channel varchar not null,
    sent_at timestamp not null,
    campaign varchar not null,
    cost decimal(18, 2),
    status varchar not null,
    arm varchar,
    file_key integer not null
);

-- What people said of being written to; channel is empty where an answer is for all of them. answer is '1 yes',
-- '2 no' or '3 blocked', of which the greater counts.
-- grain: shop + customer + channel + moment
create table if not exists consents (
    shop_key bigint not null,
    customer_key ubigint not null,
    channel varchar not null,
    answer varchar not null,
    since timestamp not null,
    file_key integer not null
)
