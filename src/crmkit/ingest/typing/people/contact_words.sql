-- What logs of contacts and lists of consent say, by words of ours. Of two states or answers the greater stays, so each begins with
-- its rank: what is known later outweighs what was planned, what forbids outweighs what allows.
create or replace temp macro contact_channel(word) as
    case
        when regexp_matches(word, '短信|(?i:sms|text message)') then 'sms'
        when regexp_matches(word, '邮件|邮箱|(?i:mail)') then 'mail'
        when regexp_matches(word, '电话|外呼|(?i:call|phone)') then 'call'
        when regexp_matches(word, '券|红包|(?i:coupon|voucher)') then 'coupon'
        when regexp_matches(word, '旺旺|千牛|站内|消息|微信|企微|客服|(?i:message|wechat|chat|push)') then 'message'
        else 'other'
    end;

create or replace temp macro contact_status(word) as
    case
        when word is null then '2 sent'
        when regexp_matches(word, '失败|未送达|退回|(?i:fail|bounce|undeliver|error)') then '3 failed'
        when regexp_matches(word, '送达|已读|已收|(?i:deliver|read|open|click)') then '4 delivered'
        when regexp_matches(word, '待发|计划|定时|未发|(?i:plan|schedul|pending|queue)') then '1 planned'
        else '2 sent'
    end;

create or replace temp macro contact_arm(word) as
    case
        when regexp_matches(word, '对照|空白|留白|(?i:hold|control)') then 'holdout'
        when regexp_matches(word, '实验|触达|发送|测试组|(?i:treat|test|sent)') then 'treated'
    end;

create or replace temp macro consent_answer(word) as
    case
        when regexp_matches(word, '黑名单|屏蔽|拉黑|退订|(?i:block|unsubscri|stop|opt.?out)') then '3 blocked'
        when regexp_matches(word, '^(?:否|不|n|0|×|✗)$|不同意|拒绝|不接收|未同意|未授权|取消|关闭|(?i:^no$|false|refus|declin|den(?:y|ied)|withdraw)') then '2 no'
        when regexp_matches(word, '^(?:是|y|1|√|✓|✔)$|同意|接收|允许|授权|订阅|开启|(?i:^yes$|true|agree|accept|allow|subscri|opt.?in|grant)') then '1 yes'
    end;
