/**
 * Verbs of change by what they do, as they stand in an order: imperatives and infinitives, never participles
 * (`who restarted it` orders nothing). Matched as written, without stemming; `_` joins words.
 */
export const changeVerbs: Readonly<Record<string, string>> = {
  restart: `restart reboot bounce recycle relaunch re-start rolling_restart kick neustarten neu_starten starte_neu neustart reinicia reiniciar reinicie reinicien redemarre redemarrer redemarrez relance relancer riavvia
    riavviare herstart herstarten opnieuw_starten`,
  scale: `scale upscale downscale scale_up scale_down scale_out scale_in autoscale skaliere skalieren hochskalieren runterskalieren herunterskalieren escala escalar escale passe passer mets_a_l'echelle scala scalare schaal schalen opschalen afschalen`,
  rollback: `back_out desfaca ruckgangig_machen downgrade rollback roll_back revert undo rolle_zurueck zurueckrollen zuruckrollen rolle_zuruck revertir revierte deshaz annule annuler reviens reverte reverter desfaz desfazer ripristina terugdraaien draai_terug`,
  cordon: `cordon sperre sperren acordona acordonar bloque_le_noeud isole_le_noeud`,
  uncordon: `uncordon entsperre entsperren`,
  drain: `drain drena drene drenar draine drainer draineer drainen leere leeren vide vider vacia vaciar esvazie esvazia esvaziar svuota svuotare evacuate evict vacate raume raumen evacue evacuer desaloja`,
  set_resources: `diminua diminuir diminui abaixe abaixa abaixar reduza eleve suba diminuisci diminuire riduci ridurre abbassa abbassare alza alzare diminue diminuer baisse baisser disminuye disminuir rebaja verringere verringern reduziere reduzieren defina definis definisci reajusta bump raise lower set increase decrease double halve erhohe erhohen setze setzen senke senken aumenta aumentar aumente sube subir augmente augmenter reduce reduis reduire reduz reduzir baja bajar definir define imposta aumentare verhoog verhogen verlaag verlagen`,
  revoke: `withdraw shut revoke close block shut_off lock_down schliesse schliessen entziehe entziehen sperr cierra cerrar revoca revocar ferme fermer revoque revoquer bloque feche fecha fechar revogue revogar chiudi chiudere revocare sluit sluiten`,
  stop: `stop power_down shutdown shut_down power_off poweroff turn_off halt hibernate pause suspend switch_off stoppe stoppen anhalten herunterfahren abschalten ausschalten schalte_aus fahre_herunter deten detener para parar apaga apagar arrete arreter eteins eteindre pare desligue desligar ferma fermare spegni spegnere
    stopzetten uitschakelen`,
  start: `start power_up wake wake_up fire_up rallume rallumer power_on poweron turn_on boot boot_up start_up bring_up switch_on spin_up resume unpause starte starten hochfahren einschalten schalte_ein inicia iniciar inicie arranca arrancar enciende encender demarre demarrer allume lance lancer ligue ligar avvia avviare accendi aanzetten opstarten`,
  resize: `rightsize shrink enlarge agrandis agrandir resize upsize downsize vergrossere vergrossern verkleinere verkleinern redimensiona redimensionar redimensionne redimensionner redimensione ridimensiona ridimensionare`,
  destroy: `delete terminate destroy drop purge wipe erase nuke remove rm kill decommission uninstall prune obliterate shred truncate losche loschen loesche loeschen entferne entfernen vernichte zerstore zerstoren beende beenden terminiere terminieren borra borrar borre elimina eliminar elimine destruye destruir termina terminar mata matar
    supprime supprimer supprimez detruis detruire detruisez efface effacer termine terminer tue tuer exclua excluir delete deleta deletar remova remover remove apague destrua encerre encerrar elimina eliminare cancella cancellare distruggi distruggere rimuovi rimuovere quita quitar verwijder verwijderen wis wissen vernietig`,
  contain: `quarantine isolate contain fence fence_off network_isolate disconnect separate isoliere isolieren aisla aislar isole isoler isola isolare isoleer isoleren quarantane`,
  other: `carry_out set_up put insert encrypt decrypt activate deactivate register deregister associate disassociate reserve upload download import commit merge book hire invite subscribe unsubscribe renew reset unlock migrate_to provision reinstall onboard cifra cifrar chiffre chiffrer verschlussele verschlusseln renueva renovar renouvelle erneuere erneuern buy purchase kaufe kaufen compra comprar compre achete acheter cut marque marquer markiere markieren marca marcar mark unschedule create add deploy install open enable disable grant allow attach detach rotate upgrade migrate patch apply edit update fix change approve exec push publish modify move copy rename replace provision launch run execute give make assign authorize authorise send post force promote configure adjust
    switch turn clean_up release convert snapshot backup restore repair solve resolve_it expand extend schedule trigger redeploy rebuild remediate mute silence acknowledge whitelist allowlist tag untag label annotate expose import erstelle erstellen anlegen aktiviere aktivieren deaktiviere deaktivieren offne offnen andere andern repariere reparieren behebe beheben installiere installieren verschiebe fuhre_aus ausfuhren gib gewahre genehmige
    crea crear anade anadir agrega agregar abre abrir habilita habilitar deshabilita deshabilitar cambia cambiar arregla arreglar instala instalar despliega desplegar ejecuta ejecutar da dar concede aprueba actualiza actualizar mueve
    cree creer ajoute ajouter ouvre ouvrir active activer desactive desactiver change changer repare reparer corrige corriger installe installer deploie deployer execute executer donne donner accorde approuve deplace
    crie criar adicione adicionar abra ative ativar desative desativar mude mudar altere alterar conserte consertar instale implante execute aprove atualize mova rode
    crea creare aggiungi aggiungere apri aprire abilita disabilita cambia cambiare ripara riparare installa esegui eseguire concedi approva aggiorna sposta
    maak maken voeg_toe toevoegen zet zetten wijzig wijzigen repareer installeer voer_uit verplaats geef`,
};

/** Chinese, Japanese and Korean forms of orders, by what they do; matched anywhere in a clause that asks nothing. */
export const unspacedChangeVerbs: Readonly<Record<string, readonly string[]>> = {
  restart: [
    '再起動して',
    '再起動しろ',
    '再起動せよ',
    'リスタートして',
    '重启',
    '重新启动',
    '再起動を実行',
    '재시작해',
    '다시 시작해',
  ],
  scale: [
    'スケールして',
    'スケールアウトして',
    'スケールアップして',
    'に増やして',
    'に減らして',
    '扩容',
    '缩容',
    '扩展到',
    '伸缩到',
    '스케일',
  ],
  rollback: ['ロールバックして', '元に戻して', '戻して', '回滚', '롤백해'],
  cordon: ['コードンして', 'cordonして', 'cordon して', '设为不可调度', '标记为不可调度', 'スケジュール不可に'],
  drain: ['ドレインして', 'drainして', 'drain して', '排空', '腾空', '드레인해'],
  set_resources: [
    '调到',
    '调整到',
    '上限を上げて',
    '制限を上げて',
    '引き上げて',
    '调高',
    '提高',
    '增加到',
    '设置为',
    '设为',
    '降低到',
  ],
  revoke: [
    'ルールを削除して',
    '删除安全组规则',
    '删除规则',
    '閉じて',
    '塞いで',
    '取り消して',
    '关闭端口',
    '撤销',
    '移除规则',
    '닫아',
  ],
  stop: [
    '停止して',
    '止めて',
    'シャットダウンして',
    '停止实例',
    '停止',
    '停掉',
    '关机',
    '关闭',
    '중지해',
    '정지해',
    '꺼줘',
  ],
  start: ['起動して', '立ち上げて', '开启', '開始して', '启动', '开机', '시작해', '켜줘'],
  resize: ['サイズを変更して', 'に変更して', '的类型为', 'リサイズして', '改成', '调整大小', '升级到', '변경해'],
  destroy: [
    '削除して',
    '削除しろ',
    '消して',
    '終了して',
    '破棄して',
    '删除',
    '删掉',
    '终止',
    '销毁',
    '清空',
    '移除',
    '삭제해',
    '삭제',
    '종료해',
  ],
  contain: ['隔離して', '切り離して', '隔离'],
  other: [
    '作成して',
    '追加して',
    '開けて',
    '有効に',
    '無効に',
    '実行して',
    '承認して',
    '修正して',
    '直して',
    '更新して',
    '创建',
    '添加',
    '打开',
    '启用',
    '禁用',
    '执行',
    '批准',
    '修复',
    '更新到',
    '생성해',
    '추가해',
    '실행해',
    '승인해',
  ],
};

/** Verbs that typing errors are looked for in: few, so that no plain word is taken for one. */
export const mistypedVerbs: readonly string[] =
  'power switch shut undo start stop restart reboot scale rollback revert cordon drain increase decrease revoke close resize delete terminate remove destroy isolate shutdown quarantine bounce raise lower skaliere starte stoppe reinicia escala redemarre supprime elimina relance detiens apaga arranca enciende aumenta redimensiona aisla acordona demarre arrete ferme augmente isole skalieren starten stoppen neustarten isoliere schliesse erhohe upgrade restart downsize evacuate contain lockdown hibernate'.split(
    ' ',
  );

/** What can be done to names, by verb; `destroy` and `other` are kept apart because little offers them. */
export type ChangeKind = string;
